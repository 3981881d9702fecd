// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/guard.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/capability.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/capabilities.h"
#include "bpf/egress.h"
#include "bpf/flow_counters.h"
#include "bpf/kernel.h"
#include "bpf/libbpf_log.h"
#include "bpf/transmit.h"
#include "haguard/forward.h"
#include "haguard/residence.h"
#include "haguard/round_trip.h"

// Behind the types of its variables.
#include "guard.skel.h"

namespace haguard {
namespace {

struct DestroySkeleton {
  void operator()(guard_bpf* skeleton) const { guard_bpf__destroy(skeleton); }
};
using Skeleton = std::unique_ptr<guard_bpf, DestroySkeleton>;

struct LoadOptions {
  unsigned side = 0;
  unsigned sides = 0;
  std::uint32_t tag = 0;
  bool replay = false;
  Capacity capacity;
  const LinkMaps* share = nullptr;  // the maps to use, or none: make them
  int clock = -1;                   // of a replay: the map of the time to use, or none: make it
};

constexpr std::uint32_t kMinLearn = 16384;

std::string load_hint(int error) {
  if (error == EPERM || error == EACCES)
    return kernel_is_older_than(kRootlessKernel)
               ? "run as root, or with CAP_BPF, CAP_NET_ADMIN and, on a kernel before 6.12, "
                 "CAP_PERFMON"
               : "run as root, or with CAP_BPF and CAP_NET_ADMIN";
  if (error == ENOMEM) return "the maps need memory: use a smaller --max-flows";
  return "--verbose shows the verifier's log";
}

std::array<bpf_map*, kMapCount> maps_of(const guard_bpf& skeleton) {
  const auto& maps = skeleton.maps;
  return {maps.data_control,   maps.policy,       maps.flow_stats, maps.port_stats,
          maps.link_stats,     maps.learned,      maps.samples,    maps.sample_budget,
          maps.residence,      maps.data_forward, maps.partners,   maps.redirect_stats,
          maps.redirect_ports, maps.heartbeats,   maps.waiting,    maps.round_trips,
          maps.link_info};
}

// Of pointers into the frame: what the faster of the two programs does. Nothing where the
// capabilities cannot be read: the other one is tried then.
std::optional<bool> may_subtract() {
  constexpr std::uint64_t kEither = 1ULL << CAP_PERFMON | 1ULL << CAP_SYS_ADMIN;
  const Result<std::uint64_t> capabilities = effective_capabilities();
  if (!capabilities.ok()) return std::nullopt;
  return (*capabilities & kEither) != 0;
}

// An old verifier walks that other one for a minute, and then gives up with words that help nobody.
Status check_privilege() {
  const bool is_old = kernel_is_older_than(kRootlessKernel);
  if (!is_old || may_subtract().value_or(true)) return Done{};
  return system_error("load the xdp program", EPERM, load_hint(EPERM));
}

// The one of the two that was loaded.
const bpf_program* loaded_program(const guard_bpf& skeleton) {
  return bpf_program__autoload(skeleton.progs.haguard) ? skeleton.progs.haguard
                                                       : skeleton.progs.haguard_few;
}

Status set_sizes(const guard_bpf& skeleton, const LoadOptions& options, int table_template) {
  const auto& maps = skeleton.maps;
  HG_TRY(const std::uint32_t flows, flow_entries(options.capacity.flows));
  int error = bpf_map__set_max_entries(maps.flow_stats, flows);
  if (error == 0) error = bpf_map__set_max_entries(maps.learned, options.capacity.learn);
  if (error == 0)
    error = bpf_map__set_max_entries(maps.residence, HG_RESIDENCE_SLOTS(options.sides));
  if (error == 0) error = bpf_map__set_max_entries(maps.round_trips, HG_TRIP_SLOTS(options.sides));
  if (error == 0) error = bpf_map__set_inner_map_fd(maps.policy, table_template);
  if (error != 0) return system_error("set the sizes of the maps", -error);
  return Done{};
}

// libbpf compares type, sizes and flags; what the values mean, the ABI version in the path says.
Status share_maps(const guard_bpf& skeleton, const LinkMaps& maps) {
  const auto own = maps_of(skeleton);
  const auto shared = maps.all();
  for (std::size_t i = 0; i < own.size(); ++i) {
    const int error = bpf_map__reuse_fd(own[i], shared[i]->fd());
    if (error != 0) return system_error(fmt::format("share map {}", bpf_map__name(own[i])), -error);
  }
  return Done{};
}

Result<Skeleton> load_one(const LoadOptions& options) {
  clear_libbpf_log();
  Skeleton skeleton(guard_bpf__open());
  int error = skeleton ? 0 : errno;
  if (error != 0) return system_error("open the bpf object", error, libbpf_words());
  skeleton->rodata->port_side = static_cast<__u8>(options.side);
  skeleton->rodata->port_count = static_cast<__u8>(options.sides);
  skeleton->rodata->stamp_tag = options.tag;
  skeleton->rodata->replay = options.replay ? 1 : 0;
  if (options.clock >= 0) {
    error = -bpf_map__reuse_fd(skeleton->maps.bss, options.clock);
    if (error != 0) return system_error("share the time of a replay", error);
  }
  Fd table_template;
  if (options.share != nullptr) {
    HG_TRY(skeleton->rodata->flow_limit, flow_limit(options.share->flow_stats));
    HG_CHECK(share_maps(*skeleton, *options.share));
  } else {
    skeleton->rodata->flow_limit = options.capacity.flows;
    HG_TRY(table_template, create_table_map(options.capacity.entries));
    HG_CHECK(set_sizes(*skeleton, options, table_template.get()));
  }
  const bool all = may_subtract().value_or(false);
  bpf_program__set_autoload(skeleton->progs.haguard, all);
  bpf_program__set_autoload(skeleton->progs.haguard_few, !all);
  error = -guard_bpf__load(skeleton.get());
  if (error == 0) return skeleton;
  const std::string words = libbpf_words().substr(0, 300);
  return system_error(fmt::format("load the xdp program{}{}", words.empty() ? "" : ": ", words),
                      error, load_hint(error));
}

// Descriptors of our own, so that the skeleton can go.
Result<LinkMaps> take_maps(const guard_bpf& skeleton) {
  LinkMaps maps;
  const auto own = maps.all();
  const auto loaded = maps_of(skeleton);
  for (std::size_t i = 0; i < own.size(); ++i) {
    HG_TRY(Fd fd, duplicate(bpf_map__fd(loaded[i])));
    *own[i] = Map(std::move(fd), kMapNames[i]);
  }
  return maps;
}

Result<Program> take_guard(const guard_bpf& skeleton) {
  return take_program(bpf_program__fd(loaded_program(skeleton)));
}

// All instances over one set of maps: `maps`, or those of the first one.
struct LoadedSides {
  std::vector<Skeleton> skeletons;
  LinkMaps maps;
};

Result<LoadedSides> load_sides(LoadOptions options) {
  HG_CHECK(check_kernel());
  HG_CHECK(check_privilege());
  LoadedSides loaded;
  for (options.side = 0; options.side < options.sides; ++options.side) {
    options.share = options.side == 0 ? nullptr : &loaded.maps;
    HG_TRY(Skeleton skeleton, load_one(options));
    loaded.skeletons.push_back(std::move(skeleton));
    if (options.side == 0) {
      HG_TRY(loaded.maps, take_maps(*loaded.skeletons[0]));
      if (options.replay) options.clock = bpf_map__fd(loaded.skeletons[0]->maps.bss);
    }
  }
  return loaded;
}

}  // namespace

Capacity Capacity::for_flows(std::uint32_t flows) {
  return {flows, flows * HG_ENTRIES_PER_FLOW, std::max(kMinLearn, flows)};
}

Result<GuardSet> load_guard(unsigned sides, std::uint32_t tag, const Capacity& capacity) {
  LoadOptions options;
  options.sides = sides;
  options.tag = tag;
  options.capacity = capacity;
  HG_TRY(LoadedSides loaded, load_sides(options));
  GuardSet set;
  for (const Skeleton& skeleton : loaded.skeletons) {
    HG_TRY(Program program, take_guard(*skeleton));
    set.programs.push_back(std::move(program));
  }
  set.maps = std::move(loaded.maps);
  return set;
}

Result<std::vector<Program>> load_programs(unsigned sides, std::uint32_t tag,
                                           const LinkMaps& maps) {
  HG_CHECK(check_kernel());
  LoadOptions options;
  options.sides = sides;
  options.tag = tag;
  options.share = &maps;
  std::vector<Program> programs;
  for (options.side = 0; options.side < sides; ++options.side) {
    HG_TRY(const Skeleton skeleton, load_one(options));
    HG_TRY(Program program, take_guard(*skeleton));
    programs.push_back(std::move(program));
  }
  return programs;
}

std::uint64_t carried_program() {
  std::size_t size = 0;
  const void* bytes = guard_bpf__elf_bytes(&size);
  return hash_of(bytes, size) ^ carried_egress() ^ carried_transmit();
}

struct ReplayGuard::State {
  LoadedSides loaded;
};

ReplayGuard::ReplayGuard(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReplayGuard::ReplayGuard(ReplayGuard&& other) noexcept = default;
ReplayGuard::~ReplayGuard() = default;

Result<ReplayGuard> ReplayGuard::load(unsigned sides, const Capacity& capacity) {
  auto state = std::make_unique<State>();
  LoadOptions options;
  options.sides = sides;
  options.replay = true;
  options.capacity = capacity;
  HG_TRY(state->loaded, load_sides(options));
  return ReplayGuard(std::move(state));
}

const LinkMaps& ReplayGuard::maps() const {
  return state_->loaded.maps;
}

unsigned ReplayGuard::sides() const {
  return static_cast<unsigned>(state_->loaded.skeletons.size());
}

int ReplayGuard::program(unsigned side) const {
  return bpf_program__fd(loaded_program(*state_->loaded.skeletons.at(side)));
}

int ReplayGuard::clock() const {
  static_assert(sizeof(guard_bpf::guard_bpf__bss) == sizeof(std::uint64_t),
                "replay_now_ns and nothing else (bpf/replay.bpf.c)");
  return bpf_map__fd(state_->loaded.skeletons.front()->maps.bss);
}

Result<std::uint32_t> ReplayGuard::run(unsigned side, std::uint64_t time_ns,
                                       const std::uint8_t* frame, std::size_t size) const {
  const guard_bpf& skeleton = *state_->loaded.skeletons.at(side);
  skeleton.bss->replay_now_ns = time_ns;
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame,
              .data_size_in = static_cast<__u32>(size), .repeat = 1);
  const int error = -bpf_prog_test_run_opts(program(side), &options);
  if (error != 0) return system_error(fmt::format("run a frame of {} bytes", size), error);
  return options.retval;
}

}  // namespace haguard
