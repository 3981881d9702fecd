// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit/learn/window.h"

#include <fmt/format.h>
#include <observe.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "policy/compile.h"
#include "systems/load.h"

namespace haguard::learning {
namespace {

#define REASON_NAME(id, name, text, remedy) \
  case HG_REASON_##id:                      \
    return name;
std::string reason_name(std::uint32_t reason) {
  switch (reason) {
    HG_PASS_REASONS(REASON_NAME)
    HG_DROP_REASONS(REASON_NAME)
    default:
      return fmt::format("reason {}", reason);
  }
}
#undef REASON_NAME

CompiledPolicy compiled(const Candidate& candidate) {
  CompileOptions options;
  options.ports = {"eth1", "eth2"};
  options.entries = 4096;
  options.flow_capacity = 1024;
  options.generation = 1;
  auto policy = compile_policy(candidate.policy, options, {});
  if (!policy) FAIL(policy.error().message << "\n" << listing(candidate));
  return *policy;
}

std::string judge(const CompiledPolicy& policy, std::uint8_t side, const Bytes& bytes) {
  return reason_name(decide(policy.table, parse_frame(bytes, bytes.size(), side)).reason);
}

std::string text_of(const void* bytes, std::size_t size) {
  return {static_cast<const char*>(bytes), size};
}

}  // namespace

MacAddress group_mac(const IpAddress& group) {
  MacAddress mac;
  if (group.is_v4())
    mac.bytes = {0x01,           0x00,
                 0x5e,           static_cast<std::uint8_t>(group.bytes[1] & 0x7fU),
                 group.bytes[2], group.bytes[3]};
  else
    mac.bytes = {0x33, 0x33, group.bytes[12], group.bytes[13], group.bytes[14], group.bytes[15]};
  return mac;
}

Frame arp_frame(std::uint16_t operation, const MacAddress& sender_mac, const IpAddress& sender,
                const IpAddress& target, const MacAddress& to) {
  return Frame()
      .ethernet(sender_mac, to)
      .arp({.operation = operation, .sender_mac = sender_mac, .sender = sender, .target = target})
      .pad();
}

Frame ip_frame(const MacAddress& from_mac, const MacAddress& to_mac, const IpAddress& from,
               const IpAddress& to, std::uint8_t protocol) {
  return Frame()
      .ethernet(from_mac, to_mac)
      .ipv4({.source = from, .destination = to, .protocol = protocol})
      .payload("x");
}

const std::vector<System>& knowledge() {
  static const std::vector<System> systems = load_systems({HAGUARD_SOURCE_DIR "/systems"}).value();
  return systems;
}

Window::Window() {
  evidence.link = "rooms";
  evidence.ports = {"eth1", "eth2"};
  evidence.started_ns = kStart;
}

void Window::record(std::uint8_t side, const Bytes& bytes, std::uint64_t at, bool strange) {
  const hg_packet packet = parse_frame(bytes, bytes.size(), side);
  INFO(reason_name(packet.malformed));
  REQUIRE(packet.malformed == HG_REASON_NONE);
  const auto [entry, fresh] = observed_.try_emplace(text_of(&packet.key, sizeof packet.key));
  entry->second.key = packet.key;
  if (fresh)
    hg_observe_first(&entry->second.seen, &packet, kStart + at);
  else
    hg_observe_next(&entry->second.seen, &packet, kStart + at);
  heard_.try_emplace(std::string(1, static_cast<char>(side)) + text_of(bytes.data(), bytes.size()),
                     Heard{side, bytes, strange});
}

void Window::hear(std::uint8_t side, const Bytes& bytes, std::uint64_t at) {
  record(side, bytes, at, false);
}

void Window::every(std::uint64_t period, std::uint8_t side, const Frame& frame, std::uint64_t from,
                   std::uint64_t until) {
  const Bytes bytes = frame.bytes();
  for (std::uint64_t at = from; at < until; at += period)
    hear(side, bytes, at);
}

void Window::strange(std::uint8_t side, const Frame& frame, std::uint64_t at) {
  record(side, frame.bytes(), at, true);
}

Candidate Window::learn(std::uint64_t length) {
  evidence.ended_ns = kStart + length;
  evidence.observations.clear();
  for (const auto& [key, observation] : observed_)
    evidence.observations.push_back(observation);
  auto candidate = make_candidate(evidence, knowledge());
  if (!candidate) FAIL(candidate.error().message);
  return *candidate;
}

void Window::check_replay(const Candidate& candidate) const {
  const CompiledPolicy policy = compiled(candidate);
  INFO(listing(candidate));
  for (const auto& [key, heard] : heard_) {
    INFO(describe_frame(heard.bytes));
    const std::string reason = judge(policy, heard.side, heard.bytes);
    if (heard.strange)
      CHECK(reason != "flow");
    else
      CHECK(reason == "flow");
  }
}

std::string verdict(const Candidate& candidate, std::uint8_t side, const Bytes& bytes) {
  return judge(compiled(candidate), side, bytes);
}

const Flow* flow(const Candidate& candidate, const std::string& identity) {
  for (const Flow& flow : candidate.policy.flows)
    if (flow_identity(flow) == identity) return &flow;
  return nullptr;
}

const FlowEvidence* evidence_of(const Candidate& candidate, const std::string& identity) {
  for (std::size_t i = 0; i < candidate.policy.flows.size(); ++i)
    if (flow_identity(candidate.policy.flows[i]) == identity) return &candidate.evidence[i];
  return nullptr;
}

std::string listing(const Candidate& candidate) {
  std::string text;
  for (const Peer& peer : candidate.policy.peers) {
    text += fmt::format("peer {} on {}:", peer.name, peer.port);
    for (const auto& mac : peer.macs)
      text += " " + mac.to_string();
    for (const auto& address : peer.addresses)
      text += " " + address.to_string();
    text += " shared";
    for (const auto& mac : peer.shared_macs)
      text += " " + mac.to_string();
    for (const auto& address : peer.shared_addresses)
      text += " " + address.to_string();
    text += "\n";
  }
  for (std::size_t i = 0; i < candidate.policy.flows.size(); ++i) {
    const Flow& flow = candidate.policy.flows[i];
    text += fmt::format("{}: {}{}{}{}\n", flow.name, flow_identity(flow),
                        flow.heartbeat ? " heartbeat" : "", flow.fragments ? " fragments" : "",
                        flow.origin == Origin::kKnowledge
                            ? " [seed: " + candidate.evidence[i].why + "]"
                            : fmt::format(" [{} frames]", candidate.evidence[i].frames));
  }
  for (const Doubt& doubt : candidate.doubts)
    text += fmt::format("doubt {}: {}: {}: {}\n", doubt_name(doubt.kind), doubt.subject,
                        doubt.traffic, doubt.reason);
  for (const CoverageFinding& finding : candidate.coverage.findings)
    text += fmt::format("{}: {}\n", verdict_name(finding.verdict), finding.text);
  for (const std::string& absent : candidate.coverage.not_seen)
    text += "not seen: " + absent + "\n";
  return text;
}

std::size_t count(const Candidate& candidate, DoubtKind kind) {
  return static_cast<std::size_t>(
      std::count_if(candidate.doubts.begin(), candidate.doubts.end(),
                    [&](const Doubt& doubt) { return doubt.kind == kind; }));
}

bool has_finding(const Candidate& candidate, Verdict verdict, const std::string& words) {
  return std::any_of(candidate.coverage.findings.begin(), candidate.coverage.findings.end(),
                     [&](const CoverageFinding& finding) {
                       return finding.verdict == verdict &&
                              finding.text.find(words) != std::string::npos;
                     });
}

void arp_between(Window& window, std::uint64_t length) {
  window.every(30 * kSecond, 0, arp_frame(1, kMacA, kA, kB, kEverybody), kSecond, length);
  window.every(30 * kSecond, 1, arp_frame(2, kMacB, kB, kA, kMacA), kSecond + kMs, length);
}

}  // namespace haguard::learning
