// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// From a reading to metrics: units, labels, and what is there before it ever happened.
#include "metrics/families.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "link/event_kind.h"

using namespace haguard;
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {

constexpr std::uint64_t kNow = 5'000'000'000'000U;

LinkReading reading() {
  LinkReading link;
  link.name = "rooms";
  link.up = true;
  link.monotonic_ns = kNow;
  link.wall_ms = 1'700'000'000'000;
  PolicyLabels policy;
  policy.flows = {{3, "hello", "primary", "secondary"}, {1, "arp", "primary", "secondary"}};
  policy.peers = {{"primary", "eth1"}, {"secondary", "eth2"}};
  policy.id_limit = 4;
  link.policy = std::make_shared<const PolicyLabels>(policy);
  link.flows.resize(4);
  link.flows[1] = {5, 300, kNow - 9'000'000'000U};
  link.flows[3] = {7, 700, kNow - 2'500'000'000U};
  PortReading port;
  port.state = {"eth1", PortCondition::kLive, 4};
  port.counters.by[HG_DROPPED][HG_REASON_ARP_LIE] = {2, 120};
  port.counters.by[HG_PASSED][HG_REASON_FLOW] = {12, 1000};
  link.ports.push_back(port);
  return link;
}

std::vector<MetricFamily> families_of(const LinkReading& link) {
  FamilySet families;
  add_link_families(families, link);
  add_port_families(families, link);
  add_flow_families(families, link);
  return families.take();
}

const MetricFamily* find(const std::vector<MetricFamily>& families, const std::string& name) {
  const auto found = std::find_if(families.begin(), families.end(),
                                  [&](const MetricFamily& one) { return one.name == name; });
  return found == families.end() ? nullptr : &*found;
}

// The one metric of a family with this label.
const ClientMetric& metric(const std::vector<MetricFamily>& families, const std::string& name,
                           const ClientMetric::Label& label) {
  const MetricFamily* family = find(families, name);
  INFO(name);
  REQUIRE(family != nullptr);
  for (const ClientMetric& one : family->metric)
    if (std::find(one.label.begin(), one.label.end(), label) != one.label.end()) return one;
  FAIL("no such metric");
  return family->metric.front();
}

}  // namespace

TEST_CASE("families: each stands once, with help, in its unit, and counters say so") {
  FamilySet set;
  LinkReading other = reading();
  other.name = "second";
  for (const LinkReading& link : {reading(), other}) {
    add_link_families(set, link);
    add_port_families(set, link);
    add_flow_families(set, link);
  }
  const std::vector<MetricFamily> families = set.take();
  for (const MetricFamily& family : families) {
    INFO(family.name);
    CHECK(family.name.rfind("haguard_", 0) == 0);
    CHECK(!family.help.empty());
    CHECK(std::count_if(families.begin(), families.end(),
                        [&](const auto& one) { return one.name == family.name; }) == 1);
    const bool total =
        family.name.size() > 6 && family.name.substr(family.name.size() - 6) == "_total";
    CHECK(total == (family.type == MetricType::Counter));
  }
  CHECK(metric(families, "haguard_link_up", {"link", "second"}).gauge.value == 1);
}

TEST_CASE("families: flows by id, and when their peer was heard") {
  const auto families = families_of(reading());
  CHECK(metric(families, "haguard_flow_frames_total", {"flow", "hello"}).counter.value == 7);
  CHECK(metric(families, "haguard_flow_bytes_total", {"id", "1"}).counter.value == 300);
  const char* heard = "haguard_peer_last_frame_timestamp_seconds";
  CHECK(metric(families, heard, {"peer", "primary"}).gauge.value ==
        Approx(1'700'000'000.0 - 2.5).margin(0.001));
  CHECK(metric(families, heard, {"peer", "secondary"}).gauge.value == 0);
}

TEST_CASE("families: every reason that can be is there, also before it was counted") {
  const auto families = families_of(reading());
  const MetricFamily* frames = find(families, "haguard_frames_total");
  REQUIRE(frames != nullptr);
  constexpr std::size_t kPasses = HG_REASON_FIRST_DROP - 1;
  constexpr std::size_t kDrops = HG_REASON_COUNT - HG_REASON_FIRST_DROP;
  CHECK(frames->metric.size() == kPasses + 2 * kDrops);
  CHECK(metric(families, "haguard_frames_total", {"reason", "unknown_source"}).counter.value == 0);
  CHECK(metric(families, "haguard_received_frames_total", {"port", "eth1"}).counter.value == 14);
  CHECK(metric(families, "haguard_received_bytes_total", {"port", "eth1"}).counter.value == 1120);
  const MetricFamily* events = find(families, "haguard_events_total");
  REQUIRE(events != nullptr);
  CHECK(events->metric.size() == kEventKinds.size());
}

TEST_CASE("families: the mode follows the deadline, and what is left of it is never negative") {
  LinkReading link = reading();
  link.mode = {HG_MODE_ENFORCE, kNow + 1'500'000'000U, true};
  const char* left = "haguard_link_deadline_remaining_seconds";
  auto families = families_of(link);
  CHECK(metric(families, left, {"kind", "lease"}).gauge.value == 1.5);
  CHECK(metric(families, "haguard_link_mode", {"mode", "enforce"}).gauge.value == 1);
  link.mode.deadline_ns = kNow - 1;
  link.mode.leased = false;
  families = families_of(link);
  CHECK(metric(families, left, {"kind", "confirm"}).gauge.value == 0);
  CHECK(metric(families, "haguard_link_mode", {"mode", "enforce"}).gauge.value == 0);
  CHECK(metric(families, "haguard_link_mode", {"mode", "audit"}).gauge.value == 1);
  CHECK(metric(families, "haguard_link_chosen_mode", {"mode", "enforce"}).gauge.value == 1);
  link.mode = {HG_MODE_AUDIT, 0, false};
  CHECK(find(families_of(link), left) == nullptr);
}

TEST_CASE("families: the VLAN that a link is confined to") {
  LinkReading link = reading();
  for (const auto& [vlan, label] : {std::pair<std::optional<VlanTags>, const char*>{{}, ""},
                                    {VlanTags{}, "untagged"},
                                    {VlanTags{{3001}}, "3001"},
                                    {VlanTags{{100, 200}}, "100/200"}}) {
    link.vlan = vlan;
    CHECK(metric(families_of(link), "haguard_link_info", {"vlan", label}).gauge.value == 1);
  }
}

TEST_CASE("families: where a port's program is") {
  for (const auto& [condition, attached] : {std::pair{PortCondition::kLive, 1},
                                            {PortCondition::kRenamed, 1},
                                            {PortCondition::kReturned, 0},
                                            {PortCondition::kAbsent, 0},
                                            {PortCondition::kElsewhere, 0}}) {
    LinkReading link = reading();
    link.ports[0].state.condition = condition;
    INFO(condition_name(condition));
    const auto families = families_of(link);
    CHECK(metric(families, "haguard_port_attached", {"port", "eth1"}).gauge.value == attached);
    CHECK(metric(families, "haguard_port_info", {"condition", condition_name(condition)})
              .gauge.value == 1);
  }
}

TEST_CASE("families: whether a port has carrier") {
  LinkReading link = reading();
  for (const auto& [signal, carrier] :
       {std::pair<std::optional<PortSignal>, int>{PortSignal::kCarrier, 1},
        {PortSignal::kNoCarrier, 0},
        {PortSignal::kDown, 0},
        {{}, 0}}) {
    link.ports[0].state.signal = signal;
    CHECK(metric(families_of(link), "haguard_port_carrier", {"port", "eth1"}).gauge.value ==
          carrier);
  }
}

TEST_CASE("families: a link that is down has nothing but that") {
  LinkReading link;
  link.name = "rooms";
  const auto families = families_of(link);
  REQUIRE(families.size() == 1);
  CHECK(metric(families, "haguard_link_up", {"link", "rooms"}).gauge.value == 0);
}

TEST_CASE("families: the kernel's statistics of a program, once it has some") {
  LinkReading link = reading();
  CHECK(find(families_of(link), "haguard_program_runs_total") == nullptr);
  link.ports[0].program_id = 77;
  link.ports[0].run = {2'000'000'000U, 40};
  const auto families = families_of(link);
  CHECK(metric(families, "haguard_program_runs_total", {"program", "77"}).counter.value == 40);
  CHECK(metric(families, "haguard_program_run_seconds_total", {"port", "eth1"}).counter.value == 2);
}
