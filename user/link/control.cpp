// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/control.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cstddef>

#include "base/clock.h"
#include "base/units.h"

namespace haguard {
namespace {

constexpr std::array<const char*, 4> kModeNames = {"bypass", "learn", "audit", "enforce"};

void store_word(__u64& word, std::uint64_t value) {
  std::atomic_ref<__u64>(word).store(value, std::memory_order_release);
}

bool judges(hg_mode mode) {
  return mode == HG_MODE_AUDIT || mode == HG_MODE_ENFORCE;
}

// Before the word: once flows are recognised again, what began before is known not to be timed.
void note_judging(hg_control& control, hg_mode before, hg_mode after) {
  if (!judges(before) && judges(after)) store_word(control.judged_since_ns, monotonic_ns());
}

}  // namespace

std::uint64_t encode_control(const ModeState& state) {
  constexpr std::uint64_t kStep = 2ULL << HG_DEADLINE_SHIFT;  // the lowest tick bit is not time
  const std::uint64_t steps = (state.deadline_ns + kStep - 1) / kStep;
  const std::uint64_t leased = state.leased ? HG_CONTROL_LEASED : 0;
  return steps << 9U | leased | static_cast<std::uint64_t>(state.mode);
}

ModeState decode_control(std::uint64_t word) {
  const std::uint64_t mode = word & HG_MODE_MASK;
  ModeState state;
  state.mode = mode < kModeNames.size() ? static_cast<hg_mode>(mode) : HG_MODE_BYPASS;
  state.deadline_ns = word >> 9U << (HG_DEADLINE_SHIFT + 1);
  state.leased = (word & HG_CONTROL_LEASED) != 0;
  return state;
}

bool has_confirm_deadline(const ModeState& state) {
  return state.mode == HG_MODE_ENFORCE && state.deadline_ns != 0 && !state.leased;
}

hg_mode effective_mode(const ModeState& state, std::uint64_t now_ns) {
  const bool expired = state.deadline_ns != 0 && now_ns >= state.deadline_ns;
  return state.mode == HG_MODE_ENFORCE && expired ? HG_MODE_AUDIT : state.mode;
}

const char* mode_name(hg_mode mode) {
  return mode < kModeNames.size() ? kModeNames.at(mode) : "unknown";
}

std::string mode_remark(const ModeState& state, std::uint64_t now_ns) {
  if (effective_mode(state, now_ns) != state.mode)
    return state.leased ? ": the daemon that keeps enforce up is gone"
                        : ": the confirm deadline passed";
  if (state.leased) return ", while the daemon runs";
  if (!has_confirm_deadline(state)) return {};
  return fmt::format(", back to audit in {} unless confirmed",
                     format_duration(state.deadline_ns - now_ns));
}

Result<hg_mode> parse_mode(const std::string& name) {
  for (std::size_t i = 0; i < kModeNames.size(); ++i)
    if (name == kModeNames.at(i)) return static_cast<hg_mode>(i);
  return usage(fmt::format("read mode \"{}\": no such mode", name),
               "one of bypass, learn, audit, enforce");
}

Result<ModeState> read_mode(const Map& control) {
  HG_TRY(const auto state, read_entry<hg_control>(control, 0));
  return decode_control(state.word);
}

Status write_mode(const Map& control, const ModeState& state) {
  HG_TRY(auto entry, MappedEntry<hg_control>::open(control));
  const __u64 before = std::atomic_ref<__u64>(entry->word).load(std::memory_order_acquire);
  note_judging(*entry.operator->(), decode_control(before).mode, state.mode);
  store_word(entry->word, encode_control(state));
  return Done{};
}

Result<bool> replace_mode(const Map& control, const ModeState& expected, const ModeState& state) {
  HG_TRY(auto entry, MappedEntry<hg_control>::open(control));
  __u64 word = encode_control(expected);
  const std::atomic_ref<__u64> current(entry->word);
  if (current.load(std::memory_order_acquire) != word) return false;
  note_judging(*entry.operator->(), expected.mode, state.mode);
  return current.compare_exchange_strong(word, encode_control(state));
}

Result<std::optional<ModeState>> leave_mode(const Map& control, hg_mode expected,
                                            const ModeState& state) {
  for (;;) {
    HG_TRY(const ModeState now, read_mode(control));
    if (now.mode != expected) return std::optional<ModeState>();
    HG_TRY(const bool left, replace_mode(control, now, state));
    if (left) return std::optional(now);
  }
}

Status listen_for_samples(const Map& control, std::uint64_t until_ns) {
  HG_TRY(auto entry, MappedEntry<hg_control>::open(control));
  store_word(entry->sample_until_ns, until_ns);
  return Done{};
}

}  // namespace haguard
