// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export_bridge.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/file.h"
#include "fixture/must.h"
#include "policy/compile.h"
#include "policy/datapath.h"

namespace haguard {
namespace {

using std::chrono::seconds;

Table compiled(const Policy& policy, const ExportOptions& options) {
  const CompileOptions compile{.ports = options.ports,
                               .entries = 2048,
                               .flow_capacity = 256,
                               .generation = 1,
                               .scope = options.scope,
                               .scope_vlan = options.scope_vlan};
  return must(compile_policy(policy, compile, {})).table;
}

// From one unit to everybody, and waits for it on the other side; true when `wanted` came before.
bool control_arrives(const Host& from, const RawSocket& sender, const RawSocket& receiver,
                     const Host& to, const Bytes& wanted) {
  static unsigned number = 0;
  const Bytes text =
      text_bytes(fmt::format("control {:06} that passes, 48 bytes long and so on", ++number));
  REQUIRE(sender
              .send(Frame()
                        .ethernet(from.mac, mac("ff:ff:ff:ff:ff:ff"))
                        .ipv4({.source = from.ipv4, .destination = to.ipv4, .protocol = 105})
                        .payload(text))
              .ok());
  bool seen = false;
  REQUIRE(receiver.receive(seconds(10), [&](ByteView frame) {
    if (std::equal(frame.begin(), frame.end(), wanted.begin(), wanted.end())) seen = true;
    return containing(text)(frame);
  }));
  return seen;
}

}  // namespace

ExportBridge::ExportBridge(const Lab& lab, Policy policy, ExportOptions options)
    : lab_(lab),
      policy_(std::move(policy)),
      options_(std::move(options)),
      table_(compiled(policy_, options_)),
      a_(must(lab.a().raw_socket())),
      b_(must(lab.b().raw_socket())) {}

std::string ExportBridge::load(const std::string& target) const {
  const bool is_nft = target == "nftables";
  std::string text = must(
      export_policy(policy_, is_nft ? ExportFormat::kNftables : ExportFormat::kIptables, options_));
  const std::string path = lab_.scratch() + "/rules";
  must(write_file(path, text));
  const auto loaded = is_nft ? lab_.fw().run({"nft", "-f", path}) : lab_.fw().run({"sh", path});
  INFO((loaded.ok() ? std::string() : loaded.error().message) << "\n" << text);
  REQUIRE(loaded.ok());
  return text;
}

bool ExportBridge::haguard_passes(const Probe& probe) const {
  const Bytes frame = probe.frame.bytes();
  const auto side = static_cast<std::uint8_t>(probe.from_a ? 0 : 1);
  return decide(table_, parse_frame(frame, frame.size(), side)).reason < HG_REASON_FIRST_DROP;
}

// The control frame back puts the bridge's table right, which a probe with a false source has
// changed.
bool ExportBridge::comes_through(const Probe& probe) const {
  const Bytes bytes = probe.frame.bytes();
  if (probe.from_a) {
    REQUIRE(a_.send(bytes).ok());
    const bool seen = control_arrives(lab_.a(), a_, b_, lab_.b(), bytes);
    (void)control_arrives(lab_.b(), b_, a_, lab_.a(), {});
    return seen;
  }
  REQUIRE(b_.send(bytes).ok());
  const bool seen = control_arrives(lab_.b(), b_, a_, lab_.a(), bytes);
  (void)control_arrives(lab_.a(), a_, b_, lab_.b(), {});
  return seen;
}

void ExportBridge::compare(const std::vector<Probe>& probes, const std::string& target,
                           const std::string& output, std::size_t least_allowed) const {
  std::size_t allowed = 0;
  for (const Probe& probe : probes) {
    INFO(target << ": " << probe.name << "\n" << probe.frame.to_string());
    const bool ours = haguard_passes(probe);
    const bool theirs = comes_through(probe);
    allowed += ours ? 1 : 0;
    const auto gap = std::find_if(probe.gaps.begin(), probe.gaps.end(), [&](const GapOf& entry) {
      return entry.target == target &&
             output.find("not expressed [" + entry.name + "]") != std::string::npos;
    });
    if (gap == probe.gaps.end()) {
      CHECK(theirs == ours);
      continue;
    }
    INFO("documented exception [" << gap->name << "]");
    CHECK(theirs != ours);
  }
  CHECK(allowed >= least_allowed);
}

}  // namespace haguard
