// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/learning.h"

#include <algorithm>
#include <string_view>

#include "base/clock.h"
#include "link/apply.h"
#include "link/counters.h"

namespace haguard {
namespace {

Result<std::uint64_t> malformed_frames(const Link& link) {
  HG_TRY(const auto ports, read_ports(link));
  std::uint64_t frames = 0;
  for (const PortCounters& port : ports)
    for (std::uint32_t r = HG_REASON_MALFORMED_ETHERNET; r <= HG_REASON_MALFORMED_ND; ++r)
      frames += port.by[HG_WOULD_DROP][r].frames;
  return frames;
}

// What a key does not use is zero.
std::string_view bytes_of(const hg_flow_key& key) {
  return {reinterpret_cast<const char*>(&key), sizeof key};
}

bool is_earlier(const Observation& a, const Observation& b) {
  if (a.seen.first_ns != b.seen.first_ns) return a.seen.first_ns < b.seen.first_ns;
  return bytes_of(a.key) < bytes_of(b.key);
}

}  // namespace

std::vector<Peer> peers_of(const std::vector<NamedPeer>& named) {
  std::vector<Peer> peers;
  for (const NamedPeer& name : named) {
    Peer peer;
    peer.name = name.name;
    peer.port = name.port;
    peer.addresses = name.addresses;
    peers.push_back(peer);
  }
  return peers;
}

Result<std::vector<Observation>> read_observations(const Map& learned) {
  std::vector<Observation> observations;
  Observation current;
  hg_flow_key previous{};
  bool more = learned.next_key(nullptr, &current.key);
  while (more) {
    HG_CHECK(learned.lookup(&current.key, &current.seen));
    observations.push_back(current);
    previous = current.key;
    more = learned.next_key(&previous, &current.key);
  }
  std::sort(observations.begin(), observations.end(), is_earlier);
  return observations;
}

Result<std::size_t> count_observations(const Map& learned) {
  return count_entries(learned);
}

Status clear_observations(const Map& learned) {
  hg_flow_key key{};
  while (learned.next_key(nullptr, &key))
    HG_CHECK(learned.erase(&key));
  return Done{};
}

Result<LearningRun> start_learning(const Link& link, const std::vector<NamedPeer>& named) {
  LearningRun run;
  HG_TRY(run.before, read_mode(link.maps.control));
  HG_TRY(run.full_before, read_stat(link, HG_STAT_LEARN_FULL));
  HG_TRY(run.malformed_before, malformed_frames(link));
  HG_CHECK(clear_observations(link.maps.learned));
  if (!named.empty()) {
    HG_TRY(const hg_head head, read_head(link));
    CompileOptions options = link.compile_options(head.generation);
    options.confine_learning = true;
    HG_TRY(const Table hosts, compile_hosts(peers_of(named), options));
    // From here on the table allows nothing, so the mode that passes everything comes first.
    HG_CHECK(write_mode(link.maps.control, {HG_MODE_LEARN, 0, false}));
    HG_CHECK(put_in_force(link, hosts));
    HG_CHECK(clear_observations(link.maps.learned));
    run.confined = true;
  }
  run.started_ns = monotonic_ns();
  HG_CHECK(write_mode(link.maps.control, {HG_MODE_LEARN, 0, false}));
  return run;
}

Result<Evidence> read_evidence(const Link& link, const LearningRun& run,
                               const std::vector<NamedPeer>& named) {
  Evidence evidence;
  evidence.link = link.name;
  evidence.ports = link.ports();
  evidence.named = named;
  evidence.system = link.system();
  evidence.started_ns = run.started_ns;
  evidence.ended_ns = monotonic_ns();
  HG_TRY(evidence.observations, read_observations(link.maps.learned));
  HG_TRY(const std::uint64_t full, read_stat(link, HG_STAT_LEARN_FULL));
  HG_TRY(const std::uint64_t malformed, malformed_frames(link));
  evidence.not_recorded = full - run.full_before;
  evidence.malformed = malformed - run.malformed_before;
  return evidence;
}

Status stop_learning(const Link& link, const LearningRun& run) {
  if (run.confined) {
    const Result<Policy> policy = policy_in_force(link);
    HG_TRY(const hg_head head, read_head(link));
    if (policy.ok()) {
      HG_CHECK(install_policy(link, *policy, head.generation));
    } else {
      HG_TRY(const Table empty, compile_hosts({}, link.compile_options(head.generation)));
      HG_CHECK(put_in_force(link, empty));
    }
  }
  HG_TRY(const bool restored,
         replace_mode(link.maps.control, {HG_MODE_LEARN, 0, false}, run.before));
  static_cast<void>(restored);  // an operator who went to bypass meanwhile stays there
  return Done{};
}

}  // namespace haguard
