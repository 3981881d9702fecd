// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/peer_silence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "latency/gaps.h"

namespace haguard {
namespace {

// A hello that is late now and then is told of once in this time; a silence always.
constexpr std::uint64_t kQuietNs = 60'000'000'000U;

}  // namespace

void PeerSilence::set_flows(const std::vector<PeerHeartbeat>& flows, const Patience& patience) {
  patience_ = patience;
  std::map<std::string, Watched> peers;
  for (const PeerHeartbeat& flow : flows) {
    const auto known = peers_.find(flow.peer);
    Watched& watched = peers[flow.peer];
    if (known != peers_.end() && watched.flows.empty()) {
      watched = known->second;
      watched.flows.clear();
    }
    const bool was_watched = known != peers_.end() && known->second.flows.count(flow.id) != 0;
    watched.flows[flow.id] = was_watched ? known->second.flows[flow.id] : Rhythm();
  }
  peers_ = std::move(peers);
}

std::vector<std::uint32_t> PeerSilence::ids() const {
  std::vector<std::uint32_t> ids;
  for (const auto& [peer, watched] : peers_)
    for (const auto& [id, rhythm] : watched.flows)
      ids.push_back(id);
  return ids;
}

void PeerSilence::forget() {
  for (auto& [peer, watched] : peers_) {
    for (auto& [id, rhythm] : watched.flows)
      rhythm = Rhythm();
    watched.condition = Condition::kHeard;
    watched.last_ns = 0;
    watched.interval_ns = 0;
  }
}

std::vector<SilentPeer> PeerSilence::take_over(std::uint64_t now_ns,
                                               const std::map<std::uint32_t, PastHeartbeat>& past) {
  std::vector<SilentPeer> silent;
  for (auto& [peer, watched] : peers_) {
    Watched known;
    for (const auto& [id, unknown] : watched.flows) {
      const auto found = past.find(id);
      if (found == past.end()) break;
      const auto& [reading, interval] = found->second;
      known.flows[id] =
          interval == 0 ? Rhythm() : Rhythm(interval, reading.frames, reading.last_ns);
      known.last_ns = std::max(known.last_ns, reading.last_ns);
      if (interval != 0 && (known.interval_ns == 0 || interval < known.interval_ns))
        known.interval_ns = interval;
    }
    const bool is_known = known.flows.size() == watched.flows.size() && known.interval_ns != 0;
    if (!is_known || now_ns < known.last_ns + silent_after(known.interval_ns)) continue;
    silent.push_back({peer, known.last_ns});
    watched = std::move(known);
  }
  return silent;
}

void PeerSilence::was_told(const std::string& peer) {
  peers_[peer].condition = Condition::kSilent;
}

std::vector<News> PeerSilence::step(std::uint64_t now_ns,
                                    const std::map<std::uint32_t, HeartbeatReading>& readings) {
  std::vector<News> news;
  for (auto& [peer, watched] : peers_) {
    const std::uint64_t before = watched.last_ns;
    watched.interval_ns = 0;
    for (auto& [id, rhythm] : watched.flows) {
      const auto reading = readings.find(id);
      if (reading != readings.end())
        rhythm.observe(reading->second.frames, reading->second.last_ns);
      watched.last_ns = std::max(watched.last_ns, rhythm.last_ns());
      const std::uint64_t interval = rhythm.interval_ns();
      if (interval != 0 && (watched.interval_ns == 0 || interval < watched.interval_ns))
        watched.interval_ns = interval;
    }
    if (watched.last_ns > before && watched.condition != Condition::kHeard) {
      if (watched.condition == Condition::kSilent)
        news.push_back({"back", fmt::format("{} back after {}", peer,
                                            format_duration(watched.last_ns - before))});
      watched.condition = Condition::kHeard;
    }
    judge(peer, watched, now_ns, news);
  }
  return news;
}

std::string PeerSilence::of_how_many(const Watched& watched) const {
  // To the nearest: a measured interval is some microseconds more or less than the configured one.
  const std::uint64_t fit = (patience_.hold_ns + watched.interval_ns / 2) / watched.interval_ns;
  const std::uint64_t polls = patience_.missed != 0 ? patience_.missed : fit;
  return polls < 2 ? "a hello" : fmt::format("1 of {} hellos", polls);
}

void PeerSilence::judge(const std::string& peer, Watched& watched, std::uint64_t now_ns,
                        std::vector<News>& news) const {
  if (watched.interval_ns == 0 || now_ns <= watched.last_ns) return;
  const std::uint64_t silent = now_ns - watched.last_ns;
  const std::string hold = patience_.hold_ns != 0 ? fmt::format("; the pair reacts after {}",
                                                                format_duration(patience_.hold_ns))
                                                  : "";
  const bool is_silent = silent >= silent_after(watched.interval_ns);
  if (is_silent && watched.condition != Condition::kSilent) {
    watched.condition = Condition::kSilent;
    news.push_back({"silent", fmt::format("{} silent for {}, its hellos come every {}{}", peer,
                                          format_duration(silent),
                                          format_duration(watched.interval_ns), hold)});
    return;
  }
  if (watched.condition != Condition::kHeard || silent < missed_after(watched.interval_ns)) return;
  watched.condition = Condition::kMissed;
  if (now_ns < watched.quiet_until_ns) return;
  watched.quiet_until_ns = now_ns + kQuietNs;
  news.push_back({"missed", fmt::format("{} missed {}{}", peer, of_how_many(watched), hold)});
}

std::uint64_t PeerSilence::due_ns(std::uint64_t now_ns) const {
  std::uint64_t due = 0;
  for (const auto& [peer, watched] : peers_) {
    if (watched.interval_ns == 0 || watched.condition == Condition::kSilent) continue;
    const std::uint64_t after = watched.condition == Condition::kHeard
                                    ? missed_after(watched.interval_ns)
                                    : silent_after(watched.interval_ns);
    const std::uint64_t at = watched.last_ns + after;
    const std::uint64_t left = at > now_ns ? at - now_ns : 1;
    if (due == 0 || left < due) due = left;
  }
  return due;
}

}  // namespace haguard
