// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/dropped_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/clock.h"
#include "base/units.h"
#include "cli/hex_words.h"
#include "cli/table.h"
#include "haguard/event.h"
#include "policy/datapath.h"
#include "policy/packet_text.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

constexpr std::size_t kKindsInText = 20;
constexpr std::size_t kKindsInJson = 1000;
constexpr std::uint64_t kMillisecondNs = 1'000'000U;

// What is shown, and the frames of what is not.
struct Shown {
  std::span<const CountedKind> kinds;
  std::uint64_t other_frames = 0;
};

Shown shown_of(const CaptureVerdicts& verdicts, std::size_t most) {
  Shown shown{std::span(verdicts.dropped).first(std::min(most, verdicts.dropped.size())),
              verdicts.frames_dropped()};
  for (const CountedKind& kind : shown.kinds)
    shown.other_frames -= kind.frames;
  return shown;
}

std::int64_t time_of(const Capture& capture, const CountedKind& kind) {
  return static_cast<std::int64_t>(capture.frames.at(kind.first).time_ns / kMillisecondNs);
}

std::string kind_text(const CountedKind& kind, const Capture& capture, const Replayed& replayed) {
  const hg_packet packet = packet_of(kind.kind);
  char when[32];
  const std::string remedy = reason_remedy(kind.kind.reason);
  return fmt::format(
      "  {} x {} on {}: {}\n      first: frame {}, {}{}\n", format_count(kind.frames),
      paint(reason_name(kind.kind.reason), Tone::kBad, use_colour()),
      printable(replayed.ports.at(packet.key.side)), packet_text(packet), kind.first + 1,
      format_wall_ms(time_of(capture, kind), when), remedy.empty() ? "" : "; " + remedy);
}

nlohmann::ordered_json kind_json(const CountedKind& kind, const Capture& capture,
                                 const Replayed& replayed) {
  const hg_packet packet = packet_of(kind.kind);
  const CapturedFrame& first = capture.frames.at(kind.first);
  return {
      {"frames", kind.frames},
      {"port", replayed.ports.at(packet.key.side)},
      {"reason", reason_name(kind.kind.reason)},
      {"frame", packet_text(packet)},
      {"remedy", reason_remedy(kind.kind.reason)},
      {"first", kind.first + 1},
      {"at_ms", time_of(capture, kind)},
      {"length", first.original_size},
      {"bytes", hex_words(std::span(first.bytes)
                              .first(std::min<std::size_t>(first.bytes.size(), HG_SAMPLE_BYTES)))}};
}

}  // namespace

std::string dropped_kinds_text(const Capture& capture, const Replayed& replayed) {
  const Shown shown = shown_of(replayed.verdicts, kKindsInText);
  if (shown.kinds.empty() && shown.other_frames == 0) return {};
  std::string text = "\ndropped, most frequent first:\n";
  for (const CountedKind& kind : shown.kinds)
    text += kind_text(kind, capture, replayed);
  if (shown.other_frames != 0)
    text += fmt::format("  and {} of other kinds\n", format_counted(shown.other_frames, "frame"));
  return text;
}

void add_dropped_kinds(nlohmann::ordered_json& json, const Capture& capture,
                       const Replayed& replayed) {
  const Shown shown = shown_of(replayed.verdicts, kKindsInJson);
  json["drops"] = nlohmann::ordered_json::array();
  for (const CountedKind& kind : shown.kinds)
    json["drops"].push_back(kind_json(kind, capture, replayed));
  json["drops_not_shown"] = shown.other_frames;
}

}  // namespace haguard
