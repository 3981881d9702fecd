// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/heartbeat_watch.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/seconds.h"
#include "base/units.h"
#include "daemon/drop_counts.h"
#include "link/apply.h"
#include "link/counters.h"
#include "link/lock.h"
#include "link/store.h"
#include "policy/packet_text.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

constexpr std::uint64_t kQuietPauseNs = kSecondNs;
constexpr std::uint64_t kWindowPauseNs = 50'000'000U;
constexpr std::uint64_t kListenNs = kSecondNs;
constexpr std::size_t kSamples = 8;

Result<std::vector<HeartbeatFlow>> heartbeat_flows(const Link& link) {
  std::vector<HeartbeatFlow> flows;
  const Result<Policy> policy = policy_in_force(link);
  if (!policy.ok() && policy.error().kind == ErrorKind::kNotFound) return flows;
  if (!policy.ok()) return policy.error();
  HG_TRY(const FlowIds ids, Store(link.place, link.name).flow_ids());
  const std::vector<std::string> ports = link.ports();
  for (const Flow& flow : policy->flows) {
    const auto id = ids.find(flow_identity(flow));
    const Peer* from = find_peer(*policy, flow.from);
    if (!flow.heartbeat || id == ids.end() || from == nullptr) continue;
    const auto port = std::find(ports.begin(), ports.end(), from->port);
    flows.push_back({id->second, flow.name, static_cast<std::size_t>(port - ports.begin())});
  }
  return flows;
}

std::string port_name(const std::vector<std::string>& ports, std::size_t side) {
  return side < ports.size() ? ports[side] : "?";
}

}  // namespace

Result<HeartbeatVerdict> HeartbeatWatch::look(const Link& link, const ModeState& state,
                                              std::uint64_t now_ns) {
  HG_TRY(const std::uint32_t table, table_id(link.maps.policy));
  // What was counted since the last look belongs to the policy of then.
  HeartbeatInput input;
  input.now_ns = now_ns;
  input.enforcing = effective_mode(state, now_ns) == HG_MODE_ENFORCE;
  input.awaits_confirm = has_confirm_deadline(state);
  const bool new_policy = table != table_;
  const std::vector<std::uint32_t> ids = guard_.ids();
  HeartbeatVerdict verdict;
  if (!ids.empty()) {
    // Only enforcing drops, so otherwise the numbers stay what they were.
    if (input.enforcing || enforced_ || dropped_.empty()) {
      HG_TRY(dropped_, read_drops(link, HG_DROPPED));
    }
    input.dropped = dropped_;
    enforced_ = input.enforcing;
    for (const std::uint32_t id : ids) {
      HG_TRY(const hg_flow_stats stats, read_flow(link, id));
      input.flows[id] = {stats.frames, stats.last_ns};
    }
    verdict = guard_.step(input);
  }
  if (new_policy) {
    HG_CHECK(follow_policy(link, now_ns));
    table_ = table;
  }
  take_samples(link, verdict.suspicious, now_ns);
  const bool close = input.enforcing && (input.awaits_confirm || verdict.suspicious);
  pause_ns_ = close ? kWindowPauseNs : kQuietPauseNs;
  if (guard_.ids().empty()) pause_ns_ = 0;
  return verdict;
}

Status HeartbeatWatch::follow_policy(const Link& link, std::uint64_t now_ns) {
  HG_TRY(const hg_head head, read_head(link));
  HG_TRY(const std::vector<HeartbeatFlow> flows, heartbeat_flows(link));
  guard_.set_flows(head.generation, flows, now_ns);
  return Done{};
}

// `haguard drops` goes first: while it reads the ring, its samples and its listening are left
// alone. Where the lock cannot be asked for, no command can have it. That there are no samples is
// no reason to stop, so a failure is silent here.
void HeartbeatWatch::take_samples(const Link& link, bool wanted, std::uint64_t now_ns) {
  if (!wanted && !reader_) return;
  const auto lock = Lock::try_take_for(link.place, link.name, kReadingSamples, "run");
  const bool read_by_another = lock.ok() && !*lock;
  if (read_by_another) return reader_.reset();
  if (!wanted) return stop_samples(link);
  if (!reader_) {
    samples_.clear();
    Result<SampleReader> reader = SampleReader::open(
        link.maps.samples,
        [this, ports = link.ports()](const hg_sample& one) { keep_sample(one, ports); });
    if (!reader.ok()) return;
    reader_.emplace(std::move(*reader));
  }
  const Status asked = listen_for_samples(link.maps.control, now_ns + kListenNs);
  const Status read = reader_->poll(0);
  if (!asked.ok() || !read.ok()) reader_.reset();
}

void HeartbeatWatch::stop_samples(const Link& link) {
  const Status ended = listen_for_samples(link.maps.control, 0);
  static_cast<void>(ended);  // it ends by itself within kListenNs
  reader_.reset();
}

void HeartbeatWatch::keep_sample(const hg_sample& sample, const std::vector<std::string>& ports) {
  if (samples_.size() >= kSamples || sample.disposition != HG_DROPPED) return;
  const std::size_t size = std::min<std::size_t>(sample.captured, HG_SAMPLE_BYTES);
  samples_.push_back(fmt::format("{}: dropped: {}: {}", port_name(ports, sample.side),
                                 reason_name(sample.reason),
                                 packet_text(sample.frame, size, sample.length)));
}

std::vector<std::string> HeartbeatWatch::evidence(const Link& link,
                                                  const HeartbeatVerdict& verdict) const {
  std::vector<std::string> lines;
  const std::vector<std::string> ports = link.ports();
  for (const Silence& silence : verdict.silences) {
    const std::string port = port_name(ports, silence.side);
    lines.push_back(fmt::format("{}: silent for {}, its interval is {}", silence.flow,
                                format_duration(silence.silent_ns),
                                format_duration(silence.interval_ns)));
    for (std::size_t reason = 0; reason < silence.dropped.size(); ++reason) {
      const std::uint64_t frames = silence.dropped.at(reason);
      if (frames == 0) continue;
      lines.push_back(fmt::format("{}: {} frames dropped meanwhile: {}", port, frames,
                                  reason_name(static_cast<std::uint32_t>(reason))));
    }
  }
  lines.insert(lines.end(), samples_.begin(), samples_.end());
  return lines;
}

}  // namespace haguard
