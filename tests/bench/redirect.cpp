// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Real frames that are allowed, straight from one port to the other: no bridge takes part.
#include <utility>

#include "bench/many_flows.h"
#include "bench/nft_rules.h"
#include "bench/rivals.h"
#include "bench/sections.h"

namespace haguard {
namespace {

Result<Rival> bare_redirect(const char* name, const Burst& burst, int (Driver::*program)() const) {
  HG_TRY(auto wire, BenchWire::create());
  const Netns& firewall = wire->lab().fw();
  HG_TRY(const unsigned partner, firewall.interface_index(Lab::port(2)));
  HG_CHECK(firewall.inside([&] { return wire->driver().forward_to(partner); }));
  HG_CHECK(wire->attach(1, (wire->driver().*program)()));
  return Rival{name, std::move(wire), burst};
}

Result<Rivals> set_up(const Plan& plan) {
  const Burst burst = {.frame = frame_of_flow(0), .frames = plan.wire_frames()};
  Rivals rivals;
  HG_TRY(Rival bare, bare_redirect("bare redirect", burst, &Driver::forward));
  rivals.push_back(std::move(bare));
  HG_TRY(Rival reading, bare_redirect("the same, one address read", burst, &Driver::forward_read));
  rivals.push_back(std::move(reading));
  // Frames go one way here: that unit a could be sent none does not matter.
  HG_TRY(Rival guarded, guard_rival(kGuardRedirect, burst, many_flows(1), HG_REASON_FLOW,
                                    {"--forward", "redirect", "--force"}));
  rivals.push_back(std::move(guarded));
  HG_TRY(Rival nft, nft_rival(kNftBridge, burst, nft_linear(1)));
  rivals.push_back(std::move(nft));
  return rivals;
}

}  // namespace

Result<Section> bench_redirect(const Plan& plan) {
  HG_TRY(auto standings, race([&] { return set_up(plan); }, plan));
  return Section{.name = "redirect",
                 .title =
                     "Allowed frames straight to the other port, one core: rate; a bare "
                     "redirect is 1",
                 .unit = "million/s",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
