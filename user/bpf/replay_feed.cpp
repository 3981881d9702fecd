// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/replay_feed.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "bpf/libbpf_log.h"
#include "replay.skel.h"

namespace haguard {
namespace {

struct DestroyReplay {
  void operator()(replay_bpf* skeleton) const { replay_bpf__destroy(skeleton); }
};

// All entries of an array map, as memory.
template <typename Value, std::size_t kCount>
class MappedArray {
 public:
  MappedArray() = default;
  MappedArray(const MappedArray&) = delete;
  MappedArray& operator=(const MappedArray&) = delete;
  ~MappedArray() {
    if (entries_ != nullptr) ::munmap(entries_, kBytes);
  }

  Status open(const bpf_map* map) {
    void* memory = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
    const int error = memory == MAP_FAILED ? errno : 0;  // NOLINT: the macro casts
    if (error != 0)
      return system_error(fmt::format("map the memory of {}", bpf_map__name(map)), error);
    entries_ = static_cast<Value*>(memory);
    return Done{};
  }
  Value* at(std::size_t index) const { return entries_ + index; }

 private:
  static constexpr std::size_t kBytes = sizeof(Value) * kCount;
  static_assert(kBytes % 4096 == 0, "whole pages");
  Value* entries_ = nullptr;
};

}  // namespace

struct ReplayFeed::State {
  std::unique_ptr<replay_bpf, DestroyReplay> skeleton;
  MappedArray<hg_replay_frame, HG_REPLAY_FRAMES> frames;
  MappedArray<hg_replay_chunk, HG_REPLAY_CHUNKS> chunks;
  std::uint32_t count = 0;  // frames of the batch
  std::uint32_t place = 0;  // of the next one
  std::uint8_t chunk = 0;

  bool has_room() const { return count < HG_REPLAY_FRAMES && chunk < HG_REPLAY_CHUNKS; }
};

ReplayFeed::ReplayFeed(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReplayFeed::ReplayFeed(ReplayFeed&& other) noexcept = default;
ReplayFeed::~ReplayFeed() = default;

Result<ReplayFeed> ReplayFeed::load(const ReplayGuard& guard) {
  clear_libbpf_log();
  auto state = std::make_unique<State>();
  state->skeleton.reset(replay_bpf__open());
  int error = state->skeleton ? 0 : errno;
  if (error != 0) return system_error("open the replay object", error, libbpf_words());
  const auto& maps = state->skeleton->maps;
  error = -bpf_map__reuse_fd(maps.clock, guard.clock());
  if (error == 0) error = -replay_bpf__load(state->skeleton.get());
  if (error != 0) return system_error("load the replay program", error, libbpf_words());
  for (std::uint32_t side = 0; error == 0 && side < guard.sides(); ++side) {
    const int program = guard.program(side);
    error = -bpf_map_update_elem(bpf_map__fd(maps.programs), &side, &program, BPF_ANY);
  }
  if (error != 0) return system_error("put the data path behind the replay program", error);
  HG_CHECK(state->frames.open(maps.frames));
  HG_CHECK(state->chunks.open(maps.bytes));
  return ReplayFeed(std::move(state));
}

Status ReplayFeed::add(const ReplayFrame& frame) {
  if (frame.size < HG_REPLAY_SHORTEST || frame.size > HG_REPLAY_LONGEST)
    return failed(fmt::format("run a frame of {} bytes: from {} to {} are possible", frame.size,
                              HG_REPLAY_SHORTEST, HG_REPLAY_LONGEST));
  if (!state_->has_room()) HG_CHECK(run());
  State& state = *state_;
  std::uint8_t* bytes = state.chunks.at(state.chunk)->bytes + state.place;
  const std::size_t kept = std::min(frame.bytes.size(), frame.size);
  std::memcpy(bytes, frame.bytes.data(), kept);
  std::memset(bytes + kept, 0, frame.size - kept);
  *state.frames.at(state.count++) = {frame.time_ns, state.place,
                                     static_cast<std::uint16_t>(frame.size), state.chunk,
                                     static_cast<std::uint8_t>(frame.side)};
  state.place += static_cast<std::uint32_t>(frame.size);
  if (state.place <= HG_REPLAY_LAST_PLACE) return Done{};
  state.place = 0;
  ++state.chunk;
  return Done{};
}

Status ReplayFeed::run() {
  State& state = *state_;
  auto& progress = *state.skeleton->bss;
  const std::uint32_t count = std::exchange(state.count, 0);
  state.place = 0;
  state.chunk = 0;
  progress.next = 0;
  progress.refused = 0;
  // The packet that the frames are put into.
  const std::array<std::uint8_t, HG_REPLAY_SHORTEST> packet{};
  while (progress.next < count) {
    LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet.data(),
                .data_size_in = static_cast<__u32>(packet.size()),
                .repeat = static_cast<int>(count - progress.next));
    const int error =
        -bpf_prog_test_run_opts(bpf_program__fd(state.skeleton->progs.haguard_replay), &options);
    // A signal ends the repetition behind a frame.
    if (error != 0 && error != EINTR)
      return system_error(fmt::format("run {} frames", count), error);
  }
  if (progress.refused == 0) return Done{};
  return failed(fmt::format("run {} frames: the kernel refused {}", count, progress.refused));
}

}  // namespace haguard
