// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Many map entries in few calls say what one call for each entry says.
#include <catch2/catch.hpp>

#include "bpf/guard.h"
#include "fixture/must.h"
#include "link/counters.h"
#include "link/learning.h"

using namespace haguard;

TEST_CASE("bulk: flow counters over more entries than one call takes") {
  constexpr std::uint32_t kFlows = 20'000;
  Link link;
  link.maps = must(load_guard(1, 1, Capacity::for_flows(kFlows))).maps;
  link.info.port_count = 1;
  link.info.flow_capacity = kFlows;
  const unsigned cpus = must(cpu_numbers());
  for (std::uint32_t id = 0; id < kFlows; id += 7)
    for (unsigned cpu = 0; cpu < cpus; ++cpu)
      must(write_entry(link.maps.flow_stats, HG_FLOW_INDEX(cpu, kFlows, id),
                       hg_flow_stats{id + cpu, 60ULL * id, 1000ULL + id + cpu}));
  for (const std::uint32_t count : {1U, 255U, 4096U, kFlows}) {
    const std::vector<hg_flow_stats> flows = must(read_flows(link, count));
    REQUIRE(flows.size() == count);
    for (std::uint32_t id = 0; id < count; ++id) {
      const hg_flow_stats one = must(read_flow(link, id));
      const bool same = one.frames == flows[id].frames && one.bytes == flows[id].bytes &&
                        one.last_ns == flows[id].last_ns;
      CAPTURE(id, one.frames, flows[id].frames);
      if (!same) FAIL("flow counters differ");
    }
  }
  CHECK(must(read_flows(link, 0)).empty());
}

TEST_CASE("bulk: what is in the learning table is counted, to the last place") {
  constexpr std::uint32_t kLearn = 5'000;
  const LinkMaps maps = must(load_guard(1, 1, {64, 64, kLearn})).maps;
  CHECK(must(count_observations(maps.learned)) == 0);
  hg_flow_key key{};
  const hg_observation seen{};
  for (std::uint32_t i = 0; i < kLearn; ++i) {
    key.protocol = static_cast<__u8>(i);
    key.number = static_cast<__u16>(i >> 8U);
    must(maps.learned.update(&key, &seen));
    if (i % 1111 == 0) CHECK(must(count_observations(maps.learned)) == i + 1);
  }
  CHECK(must(count_observations(maps.learned)) == kLearn);
  CHECK(must(read_observations(maps.learned)).size() == kLearn);
}
