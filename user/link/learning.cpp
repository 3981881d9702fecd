// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/learning.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "link/apply.h"
#include "link/counters.h"
#include "policy/compile.h"
#include "policy/table_line.h"

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

bool is_earlier(const Observation& a, const Observation& b) {
  if (a.seen.first_ns != b.seen.first_ns) return a.seen.first_ns < b.seen.first_ns;
  return bytes_of(a.key) < bytes_of(b.key);
}

constexpr ModeState kLearn{HG_MODE_LEARN, 0, false};

// Those that are there now, however many come meanwhile.
Status clear_observations(const Map& learned) {
  hg_flow_key key{};
  hg_flow_key next{};
  bool more = learned.next_key(nullptr, &key);
  while (more) {
    more = learned.next_key(&key, &next);
    HG_CHECK(learned.erase(&key));
    key = next;
  }
  return Done{};
}

// A table of the named hosts takes the place of the policy.
Status confine(const Link& link, const std::vector<NamedPeer>& named) {
  HG_TRY(const hg_head head, read_head(link));
  CompileOptions options = link.compile_options(head.generation);
  options.confine_learning = true;
  HG_TRY(const Table hosts, compile_hosts(peers_of(named), options));
  HG_CHECK(set_table_aside(link));
  HG_CHECK(put_in_force(link, hosts));
  return clear_observations(link.maps.learned);
}

// The policy is back, unless somebody put another one in force meanwhile.
Status unconfine(const Link& link) {
  if (!has_table_aside(link)) return Done{};
  HG_TRY(const hg_head head, read_head(link));
  if ((head.flags & HG_HEAD_CONFINE) == 0) return drop_table_aside(link);
  return put_back_table(link);
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

Status make_room(const Link& link) {
  HG_TRY(const std::size_t count, count_observations(link.maps.learned));
  if (count < link.info.learn_capacity) return Done{};
  return clear_observations(link.maps.learned);
}

Result<LearningRun> start_learning(const Link& link, const std::vector<NamedPeer>& named) {
  HG_TRY(const std::optional<LearningRun> left_behind, saved_run(link));
  if (left_behind) HG_CHECK(stop_learning(link, *left_behind));
  LearningRun run;
  HG_TRY(run.before, read_mode(link.maps.control));
  HG_TRY(run.full_before, read_stat(link, HG_STAT_LEARN_FULL));
  HG_TRY(run.malformed_before, malformed_frames(link));
  HG_CHECK(clear_observations(link.maps.learned));
  HG_CHECK(save_run(link, run));
  run.started_ns = monotonic_ns();  // what is recorded is not older
  // What the table allows while learning is confined is nothing, so the mode that passes all comes
  // first.
  HG_TRY(const auto left, leave_mode(link.maps.control, run.before.mode, kLearn));
  if (!left) {
    HG_CHECK(forget_run(link.place, link.name));
    return failed(fmt::format("learn on {}: somebody changed its mode at this moment", link.name),
                  fmt::format("haguard mode {}", link.name));
  }
  const Status confined = named.empty() ? Status(Done{}) : confine(link, named);
  if (!confined.ok()) {
    // The first failure is the one to tell.
    const Status stopped = stop_learning(link, run);
    static_cast<void>(stopped);
    return confined.error();
  }
  note_mode_change(link, run.before, kLearn);
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
  HG_CHECK(unconfine(link));
  ModeState before = run.before;
  if (before.leased) before.deadline_ns = monotonic_ns() + kLeaseNs;
  HG_TRY(const auto left, leave_mode(link.maps.control, HG_MODE_LEARN, before));
  // An operator who went to bypass meanwhile stays there.
  if (left) note_mode_change(link, kLearn, before);
  return forget_run(link.place, link.name);
}

Result<bool> end_abandoned_run(const Link& link, const std::string& command) {
  HG_TRY(const std::optional<LearningRun> run, saved_run(link));
  if (!run) return false;
  HG_TRY(const std::optional<Lock> lock, try_lock_learning(link, command));
  if (!lock) return false;
  HG_CHECK(stop_learning(link, *run));
  return true;
}

}  // namespace haguard
