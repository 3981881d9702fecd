// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "faults/faulty_link.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "base/file.h"
#include "bpf/xdp.h"
#include "fixture/asa_health.h"
#include "fixture/must.h"
#include "harness/frame.h"
#include "harness/poll.h"
#include "harness/urgent.h"
#include "link/control.h"
#include "link/counters.h"
#include "link/egress.h"
#include "link/store.h"
#include "policy/text.h"

namespace haguard {
namespace {

using std::chrono::seconds;

constexpr const char* kLink = "rooms";

constexpr std::uint8_t kAlways = 107;  // in both policies
constexpr std::uint8_t kWider = 108;   // in the wide one
constexpr std::uint8_t kNever = 106;   // in neither

std::string flow(const std::string& name, std::uint8_t protocol) {
  return fmt::format(
      "\n[[flow]]\nname = \"{}\"\nfrom = \"unit-a\"\nto = \"unit-b\"\nprotocol = {}\n", name,
      protocol);
}

AsaPair start_pair(const Lab& lab) {
  AsaPair pair = must(AsaPair::start(lab, {.arguments = {"--stream-rate", "100"}}));
  for (const Process* unit : {&pair.a(), &pair.b()})
    make_urgent(unit->pid());
  return pair;
}

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

bool LinkState::is_wide() const {
  return policy.find("wider") != std::string::npos;
}

std::string LinkState::to_string() const {
  return fmt::format(
      "{}generation {}, {} flows, {}, programs {} {}, links {} {}, egress {} {}, received {}, "
      "saved {} {}",
      broken.empty() ? "" : "BROKEN (" + broken + "), ", generation, is_wide() ? "wide" : "narrow",
      mode_name(mode), programs[0], programs[1], xdp_links[0], xdp_links[1], egress[0], egress[1],
      received, mode_name(saved_mode), saved_generation);
}

FaultyLink::FaultyLink()
    : lab_(must(Lab::create({.ipv6 = false}))),
      cli_(lab_),
      pair_(start_pair(lab_)),
      sender_(must(lab_.a().raw_socket())),
      receiver_(must(lab_.b().raw_socket())) {
  cli_.attach();
  learn_pair();
  cli_.ok({"policy", "apply", policy_file(Wanted::kWide)});
  cli_.ok({"policy", "apply", policy_file(Wanted::kNarrow)});
  cli_.ok({"enforce", kLink, "--force"});
  pair_before_ = {must(AsaPair::status(pair_.a())), must(AsaPair::status(pair_.b()))};
}

// The pair's flows, as learned, and with what the frames of the test need.
void FaultyLink::learn_pair() {
  REQUIRE(pair_.healthy_for(3, seconds(30)));
  cli_.ok({"learn", kLink, "--for", "3s"});
  cli_.ok({"accept", kLink});
  const std::string narrow = cli_.ok({"policy", "show", kLink}) + flow("always", kAlways);
  must(write_file(policy_file(Wanted::kNarrow), narrow));
  must(write_file(policy_file(Wanted::kWide), narrow + flow("wider", kWider)));
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
    const Result<Link> link = open_link(place(), kLink);
    for (std::size_t side = 0; link.ok() && side < state.egress.size(); ++side)
      state.egress.at(side) = has_egress(*link, side);
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
  CHECK(crosses(kAlways));
  CHECK(crosses(kWider) == (!judged || state.is_wide()));
  CHECK(crosses(kNever) == !judged);
}

void FaultyLink::check_pair() const {
  REQUIRE(pair_.healthy_for(2, seconds(10)));
  INFO(pair_.to_string());
  check_undisturbed(pair_before_[0], must(AsaPair::status(pair_.a())));
  check_undisturbed(pair_before_[1], must(AsaPair::status(pair_.b())));
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
