// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/review_json.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>

namespace haguard {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

constexpr std::array kDoubts{DoubtKind::kStranger,
                             DoubtKind::kSeenOnce,
                             DoubtKind::kOneWay,
                             DoubtKind::kMacChanged,
                             DoubtKind::kLie,
                             DoubtKind::kBothSides,
                             DoubtKind::kUnknownReceiver,
                             DoubtKind::kOnlyFragments,
                             DoubtKind::kMalformed,
                             DoubtKind::kPorts};
constexpr std::array kVerdicts{Verdict::kReady, Verdict::kThin, Verdict::kNotReady};
constexpr std::array kConfidences{Confidence::kHigh, Confidence::kMedium, Confidence::kLow,
                                  Confidence::kUnknown};

// The value with this name; throws as the library does, and is caught with its errors.
template <typename Value, std::size_t Size, typename Name>
Value by_name(const std::array<Value, Size>& values, Name name_of, const std::string& name) {
  for (const Value value : values)
    if (name == name_of(value)) return value;
  throw Json::other_error::create(600, fmt::format("unknown word \"{}\"", name), nullptr);
}

std::string confidence_name(Confidence confidence) {
  return std::string(1, confidence_letter(confidence));
}

Json labels_json(const std::vector<Label>& labels) {
  Json list = Json::array();
  for (const Label& label : labels)
    list.push_back({{"system", label.system},
                    {"flow", label.flow},
                    {"text", label.text},
                    {"confidence", confidence_name(label.confidence)}});
  return list;
}

std::vector<Label> labels_from(const Json& list) {
  std::vector<Label> labels;
  for (const Json& entry : list)
    labels.push_back({entry.at("system"), entry.at("flow"), entry.at("text"),
                      by_name(kConfidences, confidence_name, entry.at("confidence"))});
  return labels;
}

Json dscp_json(std::uint64_t seen) {
  Json list = Json::array();
  for (unsigned point = 0; point < 64; ++point)
    if (seen >> point & 1U) list.push_back(point);
  return list;
}

std::uint64_t dscp_from(const Json& list) {
  std::uint64_t seen = 0;
  for (const Json& point : list)
    seen |= std::uint64_t{1} << (point.get<unsigned>() & 63U);
  return seen;
}

Json flow_json(const Flow& flow, const FlowEvidence& evidence) {
  return {{"name", flow.name},
          {"identity", flow_identity(flow)},
          {"from", flow.from},
          {"to", flow.to},
          {"origin", flow.origin == Origin::kKnowledge ? "knowledge" : "learned"},
          {"heartbeat", flow.heartbeat},
          {"fragments", flow.fragments},
          {"label", label_text(evidence.labels)},
          {"labels", labels_json(evidence.labels)},
          {"why", evidence.why},
          {"frames", evidence.frames},
          {"bytes", evidence.bytes},
          {"first_ns", evidence.first_ns},
          {"last_ns", evidence.last_ns},
          {"mean_gap_ns", evidence.mean_gap_ns},
          {"longest_gap_ns", evidence.longest_gap_ns},
          {"smallest", evidence.smallest},
          {"largest", evidence.largest},
          {"ttl_lowest", evidence.ttl_lowest},
          {"ttl_highest", evidence.ttl_highest},
          {"dscp", dscp_json(evidence.dscp_seen)},
          {"dont_fragment", evidence.dont_fragment},
          {"keys", evidence.keys}};
}

FlowEvidence evidence_from(const Json& json) {
  FlowEvidence evidence;
  evidence.labels = labels_from(json.at("labels"));
  evidence.why = json.at("why");
  evidence.frames = json.at("frames");
  evidence.bytes = json.at("bytes");
  evidence.first_ns = json.at("first_ns");
  evidence.last_ns = json.at("last_ns");
  evidence.mean_gap_ns = json.at("mean_gap_ns");
  evidence.longest_gap_ns = json.at("longest_gap_ns");
  evidence.smallest = json.at("smallest");
  evidence.largest = json.at("largest");
  evidence.ttl_lowest = json.at("ttl_lowest");
  evidence.ttl_highest = json.at("ttl_highest");
  evidence.dscp_seen = dscp_from(json.at("dscp"));
  evidence.dont_fragment = json.at("dont_fragment");
  evidence.keys = json.at("keys");
  return evidence;
}

Json doubt_json(const Doubt& doubt) {
  return {
      {"kind", doubt_name(doubt.kind)}, {"subject", doubt.subject},   {"traffic", doubt.traffic},
      {"reason", doubt.reason},         {"hint", doubt.hint},         {"left_out", doubt.left_out},
      {"frames", doubt.frames},         {"first_ns", doubt.first_ns}, {"last_ns", doubt.last_ns}};
}

Doubt doubt_from(const Json& json) {
  Doubt doubt;
  doubt.kind = by_name(kDoubts, doubt_name, json.at("kind"));
  doubt.subject = json.at("subject");
  doubt.traffic = json.at("traffic");
  doubt.reason = json.at("reason");
  doubt.hint = json.at("hint");
  doubt.left_out = json.at("left_out");
  doubt.frames = json.at("frames");
  doubt.first_ns = json.at("first_ns");
  doubt.last_ns = json.at("last_ns");
  return doubt;
}

Json coverage_json(const Coverage& coverage) {
  Json findings = Json::array();
  for (const CoverageFinding& finding : coverage.findings)
    findings.push_back({{"verdict", verdict_name(finding.verdict)},
                        {"text", finding.text},
                        {"hint", finding.hint}});
  return {{"verdict", verdict_name(coverage.verdict)},
          {"findings", findings},
          {"not_seen", coverage.not_seen},
          {"arp_seen", coverage.arp_seen},
          {"nd_seen", coverage.nd_seen},
          {"both_directions", coverage.both_directions},
          {"started_ns", coverage.started_ns},
          {"ended_ns", coverage.ended_ns},
          {"quiet_ns", coverage.quiet_ns},
          {"not_recorded", coverage.not_recorded},
          {"malformed", coverage.malformed}};
}

Coverage coverage_from(const Json& json) {
  Coverage coverage;
  coverage.verdict = by_name(kVerdicts, verdict_name, json.at("verdict"));
  for (const Json& finding : json.at("findings"))
    coverage.findings.push_back({by_name(kVerdicts, verdict_name, finding.at("verdict")),
                                 finding.at("text"), finding.at("hint")});
  coverage.not_seen = json.at("not_seen").get<std::vector<std::string>>();
  coverage.arp_seen = json.at("arp_seen");
  coverage.nd_seen = json.at("nd_seen");
  coverage.both_directions = json.at("both_directions");
  coverage.started_ns = json.at("started_ns");
  coverage.ended_ns = json.at("ended_ns");
  coverage.quiet_ns = json.at("quiet_ns");
  coverage.not_recorded = json.at("not_recorded");
  coverage.malformed = json.at("malformed");
  return coverage;
}

Json systems_json(const std::vector<Recognised>& systems) {
  Json list = Json::array();
  for (const Recognised& system : systems)
    list.push_back({{"id", system.system},
                    {"title", system.title},
                    {"score", system.score},
                    {"seen", system.seen},
                    {"absent", system.absent},
                    {"in_use", system.in_use},
                    {"rival", system.rival}});
  return list;
}

std::vector<Recognised> systems_from(const Json& list) {
  std::vector<Recognised> systems;
  for (const Json& entry : list)
    systems.push_back({entry.at("id"), entry.at("title"), entry.at("score"),
                       entry.at("seen").get<std::vector<std::string>>(),
                       entry.at("absent").get<std::vector<std::string>>(), entry.at("in_use"),
                       entry.at("rival")});
  return systems;
}

Candidate candidate_from(const Json& json, Policy policy) {
  Candidate candidate;
  std::map<std::string, FlowEvidence> by_identity;
  for (const Json& entry : json.at("flows"))
    by_identity.emplace(entry.at("identity").get<std::string>(), evidence_from(entry));
  candidate.policy = std::move(policy);
  for (const Flow& flow : candidate.policy.flows) {
    const auto known = by_identity.find(flow_identity(flow));
    candidate.evidence.push_back(known == by_identity.end() ? FlowEvidence{} : known->second);
  }
  for (const Json& entry : json.at("doubts"))
    candidate.doubts.push_back(doubt_from(entry));
  candidate.doubts_omitted = json.at("doubts_omitted");
  candidate.coverage = coverage_from(json.at("coverage"));
  candidate.systems = systems_from(json.at("systems"));
  return candidate;
}

}  // namespace

std::string review_to_json(const Candidate& candidate) {
  Json flows = Json::array();
  for (std::size_t i = 0; i < candidate.policy.flows.size(); ++i)
    flows.push_back(flow_json(candidate.policy.flows[i], candidate.evidence[i]));
  Json doubts = Json::array();
  for (const Doubt& doubt : candidate.doubts)
    doubts.push_back(doubt_json(doubt));
  const Json review = {{"schema", kSchema},
                       {"link", candidate.policy.link},
                       {"system", candidate.policy.system},
                       {"systems", systems_json(candidate.systems)},
                       {"coverage", coverage_json(candidate.coverage)},
                       {"flows", flows},
                       {"doubts", doubts},
                       {"doubts_omitted", candidate.doubts_omitted}};
  return review.dump(2) + "\n";
}

Result<Candidate> review_from_json(const std::string& text, Policy policy) {
  // The library reports by exceptions, which end here.
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != kSchema)
      return usage(
          fmt::format("read the review: schema {}, not {}", json.at("schema").dump(), kSchema),
          "it was written by another version: learn again");
    return candidate_from(json, std::move(policy));
  } catch (const Json::exception& error) {
    return usage(fmt::format("read the review: {}", error.what()),
                 "the file was changed by hand: learn again");
  }
}

}  // namespace haguard
