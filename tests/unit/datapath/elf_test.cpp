// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The BPF object against the shared headers: names, types and sizes of its maps. A twin of a struct
// that drifted would show here. Opening the object needs neither root nor /sys.
#include <bpf/libbpf.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <memory>
#include <string>

#include "haguard/abi.h"
#include "haguard/event.h"
#include "haguard/forward.h"
#include "haguard/heartbeat.h"
#include "haguard/port.h"
#include "haguard/port_stats.h"
#include "haguard/residence.h"
#include "haguard/round_trip.h"

// Behind the types of its variables.
#include "guard.skel.h"

namespace {

using Skeleton = std::unique_ptr<guard_bpf, void (*)(guard_bpf*)>;

constexpr std::size_t kLongestName = 15;  // the kernel cuts the rest off

struct Shape {
  const char* name;
  bpf_map_type type;
  std::size_t key;
  std::size_t value;
};

constexpr Shape kShapes[] = {
    {".data.control", BPF_MAP_TYPE_ARRAY, 4, sizeof(hg_control)},
    {"policy", BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4},
    {"flow_stats", BPF_MAP_TYPE_ARRAY, 4, sizeof(hg_flow_stats)},
    {"port_stats", BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(hg_port_stats)},
    {"link_stats", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8},
    {"learned", BPF_MAP_TYPE_HASH, sizeof(hg_flow_key), sizeof(hg_observation)},
    {"samples", BPF_MAP_TYPE_RINGBUF, 0, 0},
    {"sample_budget", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 16},
    {"residence", BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(hg_histogram)},
    {".data.forward", BPF_MAP_TYPE_ARRAY, 4, sizeof(hg_forwarding)},
    {"partners", BPF_MAP_TYPE_DEVMAP, 4, 4},
    {"redirect_stats", BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(hg_redirect_stats)},
    {"redirect_ports", BPF_MAP_TYPE_HASH, sizeof(hg_redirect_port), sizeof(hg_redirect_side)},
    {"heartbeats", BPF_MAP_TYPE_ARRAY, 4, sizeof(hg_heartbeat)},
    {"waiting", BPF_MAP_TYPE_LRU_HASH, sizeof(hg_trip_key), sizeof(hg_trip_request)},
    {"round_trips", BPF_MAP_TYPE_ARRAY, 4, sizeof(hg_round_trips)},
    {"link_info", BPF_MAP_TYPE_ARRAY, 4, sizeof(hg_link_info)},
};

Skeleton open_guard() {
  Skeleton skeleton(guard_bpf__open(), guard_bpf__destroy);
  REQUIRE(skeleton != nullptr);
  return skeleton;
}

// .rodata and .bss, behind the object's name. A variable in a section of its own is a map of ours.
bool is_internal(const bpf_map* map) {
  return std::strchr(bpf_map__name(map), '.') > bpf_map__name(map);
}

}  // namespace

TEST_CASE("the object's maps have the sizes of the shared headers", "[elf]") {
  const Skeleton skeleton = open_guard();
  for (const Shape& shape : kShapes) {
    INFO(shape.name);
    const bpf_map* map = bpf_object__find_map_by_name(skeleton->obj, shape.name);
    REQUIRE(map != nullptr);
    CHECK(bpf_map__type(map) == shape.type);
    CHECK(bpf_map__key_size(map) == shape.key);
    CHECK(bpf_map__value_size(map) == shape.value);
  }
}

TEST_CASE("the object has no map that nobody checks, and no name the kernel would cut", "[elf]") {
  const Skeleton skeleton = open_guard();
  std::size_t count = 0;
  for (bpf_map* map = bpf_object__next_map(skeleton->obj, nullptr); map != nullptr;
       map = bpf_object__next_map(skeleton->obj, map)) {
    if (is_internal(map)) continue;
    ++count;
    CHECK(std::strlen(bpf_map__name(map)) <= kLongestName);
  }
  CHECK(count == std::size(kShapes));
}

TEST_CASE("the policy's inner map holds entries of the table", "[elf]") {
  const Skeleton skeleton = open_guard();
  const bpf_map* inner = bpf_map__inner_map(skeleton->maps.policy);
  REQUIRE(inner != nullptr);
  CHECK(bpf_map__type(inner) == BPF_MAP_TYPE_ARRAY);
  CHECK(bpf_map__value_size(inner) == sizeof(hg_entry));
}

TEST_CASE("both programs are for xdp and take frames in several buffers", "[elf]") {
  const Skeleton skeleton = open_guard();
  for (const bpf_program* program : {skeleton->progs.haguard, skeleton->progs.haguard_few}) {
    CHECK(bpf_program__type(program) == BPF_PROG_TYPE_XDP);
    CHECK(std::string(bpf_program__section_name(program)) == "xdp.frags");
    CHECK(std::strlen(bpf_program__name(program)) <= kLongestName);
  }
  std::size_t count = 0;
  for (bpf_program* program = bpf_object__next_program(skeleton->obj, nullptr); program != nullptr;
       program = bpf_object__next_program(skeleton->obj, program))
    ++count;
  CHECK(count == 2);
}
