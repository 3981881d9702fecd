// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// drops: frames that are dropped (or would be), as they come, with the reason.
#include <fmt/format.h>

#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>

#include "base/clock.h"
#include "base/output.h"
#include "base/units.h"
#include "bpf/samples.h"
#include "cli/commands.h"
#include "cli/hex_words.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "link/control.h"
#include "link/counters.h"
#include "link/lock.h"
#include "policy/packet_text.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

// The data path samples while this is renewed; it stops by itself when the command dies.
constexpr std::uint64_t kListenNs = 3'000'000'000U;
constexpr int kPollMs = 500;
constexpr std::uint64_t kForever = std::numeric_limits<std::uint64_t>::max();

std::span<const std::uint8_t> bytes_of(const hg_sample& sample) {
  return std::span(sample.frame).first(std::min<std::size_t>(sample.captured, HG_SAMPLE_BYTES));
}

std::string words_of(const hg_sample& sample) {
  return packet_text(sample.frame, bytes_of(sample).size(), sample.length);
}

void print_line(const Link& link, const hg_sample& sample) {
  const auto ports = link.ports();
  char when[32];
  fmt::print("{}  {}  {}  {}  ({})\n", format_wall_ms(wall_milliseconds_of(sample.time_ns), when),
             sample.side < ports.size() ? printable(ports[sample.side]) : "?",
             paint(fmt::format("{}{}", sample.disposition == HG_WOULD_DROP ? "would drop: " : "",
                               reason_name(sample.reason)),
                   Tone::kBad, use_colour()),
             words_of(sample), reason_text(sample.reason));
  std::fflush(stdout);
}

void print_json(const Link& link, const hg_sample& sample) {
  const auto ports = link.ports();
  const nlohmann::ordered_json json = {
      {"schema", 1},
      {"link", link.name},
      {"at_ms", wall_milliseconds_of(sample.time_ns)},
      {"port", sample.side < ports.size() ? ports[sample.side] : "?"},
      {"disposition", sample.disposition == HG_WOULD_DROP ? "would_drop" : "dropped"},
      {"reason", reason_name(sample.reason)},
      {"frame", words_of(sample)},
      {"length", sample.length},
      {"generation", sample.generation},
      {"bytes", hex_words(bytes_of(sample))}};
  fmt::print("{}\n", json.dump());
  std::fflush(stdout);
}

Status warn_if_not_judged(const Link& link) {
  HG_TRY(const ModeState state, read_mode(link.maps.control));
  const hg_mode mode = effective_mode(state, monotonic_ns());
  if (mode == HG_MODE_BYPASS || mode == HG_MODE_LEARN)
    warn(fmt::format("{} is in {}: no frame is judged, so none is shown", link.name,
                     mode_name(mode)),
         fmt::format("haguard audit {} judges, and drops nothing", link.name));
  return Done{};
}

}  // namespace

Status run_drops(const Context& context, const DropsArguments& arguments) {
  std::uint64_t duration = kForever;
  if (!arguments.duration.empty()) {
    HG_TRY(duration, parse_duration(arguments.duration));
  }
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  HG_TRY(const Lock lock,
         Lock::take_for(context.place, link.name, kReadingSamples, context.command_line));
  HG_CHECK(warn_if_not_judged(link));
  const std::string attempt = fmt::format("watch the drops of {}", link.name);
  HG_TRY(const std::uint64_t lost_before, read_stat(link, HG_STAT_SAMPLES_LOST));
  std::uint64_t shown = 0;
  const auto is_done = [&] { return arguments.count != 0 && shown >= arguments.count; };
  HG_TRY(SampleReader reader, SampleReader::open(link.maps.samples, [&](const hg_sample& sample) {
           if (is_done()) return;
           ++shown;
           arguments.json ? print_json(link, sample) : print_line(link, sample);
         }));
  const Interruptible interruptible;
  const std::uint64_t started = monotonic_ns();
  while (!interruptible.interrupted() && !output_is_lost() && !is_done() &&
         monotonic_ns() - started < duration) {
    HG_CHECK(listen_for_samples(link.maps.control, monotonic_ns() + kListenNs));
    HG_CHECK(reader.poll(kPollMs));
    HG_CHECK(check_still_attached(link, attempt, "haguard drops " + link.name));
  }
  HG_CHECK(listen_for_samples(link.maps.control, 0));
  HG_TRY(const std::uint64_t lost, read_stat(link, HG_STAT_SAMPLES_LOST));
  if (lost != lost_before)
    warn(fmt::format("{} more frames were dropped than could be shown", lost - lost_before),
         "haguard counters has all of them");
  return Done{};
}

}  // namespace haguard
