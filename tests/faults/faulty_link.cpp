// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "faults/faulty_link.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string_view>

#include "base/file.h"
#include "bpf/xdp.h"
#include "fixture/must.h"
#include "harness/frame.h"
#include "harness/poll.h"
#include "link/apply.h"
#include "link/control.h"
#include "link/counters.h"
#include "link/store.h"
#include "policy/text.h"

namespace haguard {
namespace {

using std::chrono::seconds;

constexpr const char* kLink = "rooms";

constexpr const char* kNarrowPolicy = R"(link = "rooms"

[[peer]]
name = "primary"
port = "eth1"
mac = "02:00:00:00:00:01"
addresses = ["192.0.2.1"]

[[peer]]
name = "secondary"
port = "eth2"
mac = "02:00:00:00:00:02"
addresses = ["192.0.2.2"]

[[flow]]
name = "failover"
from = "primary"
to = "secondary"
protocol = 105
)";

constexpr const char* kMore = R"(
[[flow]]
name = "more"
from = "primary"
to = "secondary"
protocol = 8
)";

void look_inside(const Link& link, LinkState& state) {
  const Result<hg_head> head = read_head(link);
  const Result<ModeState> mode = read_mode(link.maps.control);
  const Result<std::vector<PortCounters>> ports = read_ports(link);
  if (!head.ok()) state.broken = head.error().message;
  if (!mode.ok()) state.broken = mode.error().message;
  if (!ports.ok()) state.broken = ports.error().message;
  if (!state.broken.empty()) return;
  state.generation = head->generation;
  state.mode = mode->mode;
  for (const PortCounters& port : *ports)
    state.received += port.received().frames;
  if (state.generation == 0) return;
  // Exactly the text of this generation: no copy and no older one in its place.
  const Result<Policy> policy = Store(link.place, kLink).history().policy(state.generation);
  if (policy.ok())
    state.policy = format_policy(*policy);
  else
    state.broken = policy.error().message;
}

}  // namespace

std::string LinkState::to_string() const {
  return fmt::format(
      "{}generation {}, {} flows, {}, programs {} {}, links {} {}, received {}, saved {} {}",
      broken.empty() ? "" : "BROKEN (" + broken + "), ", generation,
      policy.find("more") == std::string::npos ? "narrow" : "wide", mode_name(mode), programs[0],
      programs[1], xdp_links[0], xdp_links[1], received, mode_name(saved_mode), saved_generation);
}

FaultyLink::FaultyLink()
    : lab_(must(Lab::create({.ipv6 = false}))),
      cli_(lab_),
      sender_(must(lab_.a().raw_socket())),
      receiver_(must(lab_.b().raw_socket())) {
  must(write_file(policy_file(Wanted::kNarrow), kNarrowPolicy));
  must(write_file(policy_file(Wanted::kWide), std::string(kNarrowPolicy) + kMore));
  cli_.attach();
  cli_.ok({"policy", "apply", policy_file(Wanted::kWide)});
  cli_.ok({"policy", "apply", policy_file(Wanted::kNarrow)});
  cli_.ok({"enforce", kLink, "--force"});
}

Place FaultyLink::place() const {
  Place place;
  place.pins = Pins(lab_.bpffs());
  place.state = lab_.state_dir();
  return place;
}

std::string FaultyLink::policy_file(Wanted wanted) const {
  return lab_.scratch() + (wanted == Wanted::kWide ? "/wide.toml" : "/narrow.toml");
}

LinkState FaultyLink::look() const {
  LinkState state;
  const auto at_ports = [&]() -> Status {
    for (std::size_t side = 0; side < state.programs.size(); ++side) {
      const std::string port = Lab::port(static_cast<int>(side) + 1);
      HG_TRY(const XdpSlot slot, query_xdp(port));
      state.programs.at(side) = slot.program_id;
      const Result<XdpLinkInfo> pinned = read_link_pin(place().pins.port(kLink, port));
      state.xdp_links.at(side) = pinned.ok() ? pinned->id : 0;
    }
    return Done{};
  };
  must(lab_.fw().inside(at_ports));
  const bool anywhere = state.programs[0] != 0 || state.programs[1] != 0;
  if (anywhere) {
    const Result<Link> link = open_link(place(), kLink);
    if (link.ok())
      look_inside(*link, state);
    else
      state.broken = link.error().message;
  }
  const SavedState saved = must(Store(place(), kLink).state());
  state.saved_mode = saved.mode;
  state.saved_generation = saved.generation;
  return state;
}

// What the units say to each other meanwhile is dropped on the other port, or for other reasons.
std::uint64_t FaultyLink::dropped() const {
  const auto ports = must(read_ports(must(open_link(place(), kLink))));
  return ports.at(0).by[HG_DROPPED][HG_REASON_UNKNOWN_PROTOCOL].frames;
}

// It arrived, or the link counted one more drop and it did not.
bool FaultyLink::crosses(std::uint8_t protocol) const {
  const Bytes frame =
      Frame()
          .ethernet(lab_.a().mac, lab_.b().mac)
          .ipv4({.source = lab_.a().ipv4, .destination = lab_.b().ipv4, .protocol = protocol})
          .payload(fmt::format("frame {:08} of the link under faults", ++sent_))
          .bytes();
  const bool counts = open_link(place(), kLink).ok();
  const std::uint64_t before = counts ? dropped() : 0;
  must(sender_.send(frame));
  bool arrived = false;
  const bool decided = eventually(seconds(10), [&] {
    arrived = receiver_.count_queued(containing(frame)) != 0;
    return arrived || (counts && dropped() > before);
  });
  INFO("protocol " << static_cast<int>(protocol));
  CHECK(decided);
  return arrived;
}

void FaultyLink::check_frames(const LinkState& state) const {
  const bool judged = state.programs[0] != 0 && state.mode == HG_MODE_ENFORCE;
  const bool wide = state.policy.find("more") != std::string::npos;
  CHECK(crosses(105));
  CHECK(crosses(8) == (!judged || wide));
  CHECK(crosses(106) == !judged);
}

void FaultyLink::forget_pins() const {
  must(place().pins.remove(kLink));
  REQUIRE(eventually(seconds(10), [&] { return look().programs == LinkState().programs; }));
}

void FaultyLink::trim_history() const {
  constexpr std::size_t kKept = 3;
  const std::string folder = lab_.state_dir() + "/" + kLink + "/history";
  const auto entries = must(Store(place(), kLink).history().list());
  for (std::size_t i = 0; i + kKept < entries.size(); ++i)
    for (const char* ending : {".toml", ".json"})
      std::filesystem::remove(fmt::format("{}/{}{}", folder, entries[i].generation, ending));
}

}  // namespace haguard
