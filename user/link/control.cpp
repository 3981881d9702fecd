// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/control.h"

#include <fmt/format.h>

#include <array>
#include <atomic>

namespace haguard {
namespace {

constexpr std::array<const char*, 4> kModeNames = {"bypass", "learn", "audit", "enforce"};

void store_word(__u64& word, std::uint64_t value) {
  std::atomic_ref<__u64>(word).store(value, std::memory_order_release);
}

}  // namespace

std::uint64_t encode_control(const ModeState& state) {
  constexpr std::uint64_t kTick = 1ULL << HG_DEADLINE_SHIFT;
  const std::uint64_t ticks =
      state.deadline_ns == 0 ? 0 : (state.deadline_ns + kTick - 1) >> HG_DEADLINE_SHIFT;
  return ticks << 8U | static_cast<std::uint64_t>(state.mode);
}

ModeState decode_control(std::uint64_t word) {
  const std::uint64_t mode = word & HG_MODE_MASK;
  ModeState state;
  state.mode = mode < kModeNames.size() ? static_cast<hg_mode>(mode) : HG_MODE_BYPASS;
  state.deadline_ns = word >> 8U << HG_DEADLINE_SHIFT;
  return state;
}

hg_mode effective_mode(const ModeState& state, std::uint64_t now_ns) {
  const bool expired = state.deadline_ns != 0 && now_ns >= state.deadline_ns;
  return state.mode == HG_MODE_ENFORCE && expired ? HG_MODE_AUDIT : state.mode;
}

const char* mode_name(hg_mode mode) {
  return mode < kModeNames.size() ? kModeNames.at(mode) : "unknown";
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
  store_word(entry->word, encode_control(state));
  return Done{};
}

Status listen_for_samples(const Map& control, std::uint64_t until_ns) {
  HG_TRY(auto entry, MappedEntry<hg_control>::open(control));
  store_word(entry->sample_until_ns, until_ns);
  return Done{};
}

}  // namespace haguard
