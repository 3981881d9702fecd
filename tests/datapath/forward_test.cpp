// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Redirect: what passes goes out of the partner port in every mode, what is dropped is dropped,
// what is out of scope is the kernel's, and a partner that is gone is counted.
#include "haguard/forward.h"

#include <linux/bpf.h>
#include <net/if.h>

#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "rig.h"

using namespace haguard;

namespace {

constexpr std::uint32_t kPrimary = kPrimarySide;

// The rig with loopback, which is in every network namespace, as the partner of the primary's side.
class RedirectRig {
 public:
  RedirectRig() : rig_(pair_rig()) {
    set_forward(HG_FORWARD_REDIRECT);
    must(write_entry(maps().partners, kPrimary, ::if_nametoindex("lo")));
  }
  RedirectRig(const RedirectRig&) = delete;
  RedirectRig& operator=(const RedirectRig&) = delete;
  ~RedirectRig() {
    set_forward(HG_FORWARD_KERNEL);
    lose_partner();
  }

  Rig& rig() const { return rig_; }
  const LinkMaps& maps() const { return rig_.guard().maps(); }
  void set_forward(hg_forward forward) const {
    must(write_entry(maps().forwarding, 0, hg_forwarding{forward, 0}));
  }
  void lose_partner() const { must(maps().partners.erase(&kPrimary)); }
  std::uint32_t run(const Bytes& frame) const {
    return must(rig_.guard().run(kPrimary, rig_.time(), frame.data(), frame.size()));
  }
  std::uint64_t without_partner() const {
    std::uint64_t sum = 0;
    for (const auto& cpu : must(read_cpus<hg_redirect_stats>(maps().redirect_stats, kPrimary)))
      sum += cpu.no_partner;
    return sum;
  }

 private:
  Rig& rig_;
};

}  // namespace

TEST_CASE("redirect sends what passes in every mode, and drops what enforce drops", "[forward]") {
  const RedirectRig redirect;
  const auto check = [&](hg_mode mode, std::uint32_t allowed, std::uint32_t refused) {
    INFO("mode " << mode);
    redirect.rig().set_mode(mode);
    CHECK(redirect.run(kAllowed) == allowed);
    CHECK(redirect.run(kRefused) == refused);
  };
  check(HG_MODE_BYPASS, XDP_REDIRECT, XDP_REDIRECT);
  check(HG_MODE_LEARN, XDP_REDIRECT, XDP_REDIRECT);
  check(HG_MODE_AUDIT, XDP_REDIRECT, XDP_REDIRECT);
  check(HG_MODE_ENFORCE, XDP_REDIRECT, XDP_DROP);
  CHECK(redirect.without_partner() == 0);
}

TEST_CASE("redirect counts a flow as one that the kernel forwards", "[forward]") {
  const RedirectRig redirect;
  const Counters before = redirect.rig().counters();
  CHECK(redirect.run(kAllowed) == XDP_REDIRECT);
  const Counters after = redirect.rig().counters();
  const auto index = reason_place(kPrimary, HG_PASSED, HG_REASON_FLOW);
  CHECK(after.reasons[index].frames == before.reasons[index].frames + 1);
  CHECK(after.reasons[index].bytes == before.reasons[index].bytes + kAllowed.size());
}

TEST_CASE("without a partner the kernel gets the frame, and it is counted", "[forward]") {
  const RedirectRig redirect;
  redirect.lose_partner();
  const std::uint64_t before = redirect.without_partner();
  CHECK(redirect.run(kAllowed) == XDP_PASS);
  CHECK(redirect.run(kRefused) == XDP_DROP);
  CHECK(redirect.without_partner() == before + 1);
}

TEST_CASE("what is out of scope is left to the kernel", "[forward]") {
  const RedirectRig redirect;
  Table table = compiled_pair().table();
  table.front().head.scope = HG_SCOPE_PEERS;
  redirect.rig().install(table);
  CHECK(redirect.run(Frame().ethernet(kMacStranger, kMacBroadcast, 0x8890).bytes()) == XDP_PASS);
  CHECK(redirect.run(kAllowed) == XDP_REDIRECT);
}

TEST_CASE("a zeroed control map leaves the way of the frames as it is", "[forward]") {
  const RedirectRig redirect;
  must(write_entry(redirect.maps().control, 0, hg_control{}));
  CHECK(redirect.run(kAllowed) == XDP_REDIRECT);
  CHECK(redirect.run(kRefused) == XDP_REDIRECT);
}
