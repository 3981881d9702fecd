// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "base/units.h"
#include "policy/reason_words.h"
#include "top/sections.h"

namespace haguard {
namespace {

constexpr std::size_t kNamedPeers = 4;  // more of them are a number

Tone tone_of(hg_mode mode) {
  return mode == HG_MODE_ENFORCE ? Tone::kGood : Tone::kWarn;
}

bool judges(hg_mode mode) {
  return mode == HG_MODE_AUDIT || mode == HG_MODE_ENFORCE;
}

Line labelled(const char* label, Cell cell) {
  return {fmt::format("  {:<8} ", label), std::move(cell)};
}

Line policy_line(const LinkRates& link) {
  const PolicyReading& policy = link.look->policy;
  if (policy.generation == 0) return labelled("policy", {"none yet", Tone::kWarn});
  if (policy.labels->flows.empty())
    return labelled("policy", {fmt::format("generation {}; its text cannot be read: haguard flows",
                                           policy.generation),
                               Tone::kBad});
  std::string text = fmt::format("generation {}: {}, {}", policy.generation,
                                 format_counted(policy.labels->peers.size(), "peer"),
                                 format_counted(policy.labels->flows.size(), "flow"));
  if (link.look->hold_ns != 0)
    text += fmt::format("; hold time {}", format_duration(link.look->hold_ns));
  return labelled("policy", text);
}

Cell peer_cell(const PeerRates& peer, std::uint64_t now_ns) {
  const std::string name = printable(peer.name);
  if (peer.last_ns == 0) return {name + " never heard", Tone::kWarn};
  if (peer.silent_ns != 0)
    return {fmt::format("{} silent for {}", name, format_duration(peer.silent_ns)), Tone::kBad};
  return fmt::format("{} heard {} ago", name,
                     format_duration(now_ns - std::min(now_ns, peer.last_ns)));
}

std::size_t heard_of(const LinkRates& link) {
  return static_cast<std::size_t>(std::count_if(
      link.peers.begin(), link.peers.end(),
      [](const PeerRates& peer) { return peer.last_ns != 0 && peer.silent_ns == 0; }));
}

Cell heard_cell(const LinkRates& link) {
  const std::size_t heard = heard_of(link);
  return {fmt::format("{} of {}", heard, link.peers.size()),
          heard == link.peers.size() ? Tone::kPlain : Tone::kBad};
}

Line peers_line(const LinkRates& link, hg_mode mode, std::uint64_t now_ns) {
  Line line = {"  peers    "};
  if (!judges(mode)) {
    line.emplace_back(fmt::format("not watched in {}, and neither are flows", mode_name(mode)),
                      Tone::kDim);
    return line;
  }
  if (link.peers.size() > kNamedPeers) {
    line.push_back(heard_cell(link));
    line.emplace_back(" heard");
    return line;
  }
  for (const PeerRates& peer : link.peers) {
    if (line.size() > 1) line.emplace_back(", ");
    line.push_back(peer_cell(peer, now_ns));
  }
  return line;
}

Line frames_line(const LinkRates& link) {
  const bool is_first = link.elapsed_ns == 0;
  return labelled("frames", fmt::format("{}/s in, {}/s", rate_text(link.received, is_first),
                                        bytes_text(link.bytes, is_first)));
}

// "12/s", or "12/s in audit".
std::string drops_text(const LinkRates& link) {
  const double dropped = link.dropped.value_or(0);
  const double would = link.would_drop.value_or(0);
  if (would == 0) return format_rate(dropped) + "/s";
  const std::string in_audit = format_rate(would) + "/s in audit";
  return dropped == 0 ? in_audit : fmt::format("{}/s + {}", format_rate(dropped), in_audit);
}

// The same as a number alone: the mode stands beside it.
Cell drops_cell(const LinkRates& link) {
  if (link.elapsed_ns == 0) return "-";
  const Rate drops = link.dropped.value_or(0) + link.would_drop.value_or(0);
  return rate_cell(format_rate(*drops), drops,
                   link.dropped.value_or(0) > 0 ? Tone::kBad : Tone::kWarn);
}

Line drops_line(const LinkRates& link, bool is_judged) {
  if (link.elapsed_ns == 0) return labelled("dropped", "-");
  if (!link.busiest) return labelled("dropped", is_judged ? "none" : "none: no frame is judged");
  const std::uint32_t reason = link.busiest->reason;
  Line line = labelled("dropped", {drops_text(link), Tone::kBad});
  line.emplace_back(fmt::format(", most of them {}: {}", reason_name(reason), reason_text(reason)));
  return line;
}

Line learned_line(const LinkRates& link) {
  const LearningLook& learning = *link.look->learning;
  std::string text = fmt::format(
      "{} kinds of frames so far, {} new a second; room for {}", format_count(learning.kinds),
      rate_text(link.learned, link.elapsed_ns == 0), format_count(learning.capacity));
  const bool is_full = learning.kinds >= learning.capacity;
  if (is_full) text += ": it is full";
  return labelled("learned", {text, is_full ? Tone::kBad : Tone::kPlain});
}

}  // namespace

std::string rate_text(const Rate& rate, bool is_first) {
  if (rate) return format_rate(*rate);
  return is_first ? "-" : "new";
}

std::string bytes_text(const Rate& rate, bool is_first) {
  return rate ? format_bytes(static_cast<std::uint64_t>(*rate + 0.5)) : rate_text(rate, is_first);
}

Cell rate_cell(std::string text, const Rate& rate, Tone tone) {
  return {std::move(text), rate && *rate == 0 ? Tone::kDim : tone};
}

std::vector<Line> link_lines(const LinkRates& link, std::uint64_t now_ns) {
  const ModeState& state = link.look->mode;
  const hg_mode mode = effective_mode(state, now_ns);
  std::vector<Line> lines;
  lines.push_back({printable(link.look->name),
                   "  ",
                   {mode_name(mode), tone_of(mode)},
                   mode_remark(state, now_ns)});
  lines.push_back(policy_line(link));
  if (!link.peers.empty()) lines.push_back(peers_line(link, mode, now_ns));
  if (link.look->learning) lines.push_back(learned_line(link));
  lines.push_back(frames_line(link));
  lines.push_back(drops_line(link, judges(mode)));
  return lines;
}

std::vector<Line> overview_lines(const std::vector<LinkRates>& links, std::uint64_t now_ns,
                                 std::size_t width) {
  std::size_t longest = 4;
  for (const LinkRates& link : links)
    longest = std::max(longest, width_of(link.look->name));
  const Grid grid({{"LINK", 4, longest},
                   {"MODE", 7, 7},
                   {"POLICY", 6, 6, Align::kRight, 3},
                   {"HEARD", 7, 7, Align::kRight, 1},
                   {"FRAMES/s", 8, 8, Align::kRight},
                   {"BYTES/s", 7, 7, Align::kRight, 2},
                   {"DROPS/s", 8, 8, Align::kRight},
                   {"MOST OF THEM", 12, 20, Align::kLeft, 4}},
                  width);
  std::vector<Line> lines = {grid.titles()};
  for (const LinkRates& link : links) {
    const hg_mode mode = effective_mode(link.look->mode, now_ns);
    const bool is_first = link.elapsed_ns == 0;
    lines.push_back(grid.row({printable(link.look->name),
                              {mode_name(mode), tone_of(mode)},
                              format_count(link.look->policy.generation),
                              judges(mode) ? heard_cell(link) : Cell("-"),
                              rate_text(link.received, is_first),
                              bytes_text(link.bytes, is_first),
                              drops_cell(link),
                              link.busiest ? reason_name(link.busiest->reason) : ""}));
  }
  return lines;
}

}  // namespace haguard
