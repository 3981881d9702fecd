// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// CAP_BPF and CAP_NET_ADMIN are all that the programs need: no CAP_PERFMON, without which the
// verifier allows less and adds barriers against speculation, and no CAP_SYS_ADMIN.
#include <catch2/catch.hpp>

#include "bpf/egress.h"
#include "bpf/kernel.h"
#include "bpf/replay_feed.h"
#include "capabilities.h"
#include "fixture/must.h"
#include "rig.h"

using namespace haguard;

// An older kernel refuses, and the hint says what is missing.
TEST_CASE("without CAP_PERFMON the programs load from Linux 6.12 on", "[rootless]") {
  const OnlyCapabilities few{CAP_BPF, CAP_NET_ADMIN};
  const auto guard = load_guard(2, 1, Capacity::for_flows(16));
  const bool old = kernel_is_older_than(kRootlessKernel);
  REQUIRE(guard.ok() == !old);
  if (old) CHECK(guard.error().hint.find("CAP_PERFMON") != std::string::npos);
  if (guard.ok()) CHECK(load_egress(2, 1, guard->maps.residence).ok());
}

TEST_CASE("without CAP_PERFMON every frame has the same verdict", "[rootless]") {
  const OnlyCapabilities few{CAP_BPF, CAP_NET_ADMIN};
  if (kernel_is_older_than(kRootlessKernel)) {
    WARN("not on this kernel: it refuses, as the first test shows");
    return;
  }
  Rig rig(Capacity::for_flows(kPairFlowCapacity));
  rig.start(compiled_pair().table());
  for (const Sample& sample : all_samples()) {
    INFO(sample.name);
    CHECK(rig.send(sample.bytes, sample.side).reason == sample.reason);
  }
}

// That the privilege is really gone: the kernel refuses what takes it.
TEST_CASE("without CAP_BPF nothing loads", "[rootless]") {
  const OnlyCapabilities few{CAP_NET_ADMIN};
  const auto guard = load_guard(2, 1, Capacity::for_flows(16));
  REQUIRE_FALSE(guard.ok());
  CHECK(guard.error().hint.find("CAP_BPF") != std::string::npos);
}

TEST_CASE("without CAP_PERFMON many frames go through by one system call", "[rootless]") {
  const OnlyCapabilities few{CAP_BPF, CAP_NET_ADMIN};
  if (kernel_is_older_than(kRootlessKernel)) {
    WARN("not on this kernel: it refuses, as the first test shows");
    return;
  }
  const Rig& rig = pair_rig();
  ReplayFeed feed = must(ReplayFeed::load(rig.guard()));
  const std::vector<Sample> samples = passing_samples();
  const auto passed = [&rig] {
    std::uint64_t frames = 0;
    for (const hg_flow_stats& flow : rig.counters().flows)
      frames += flow.frames;
    return frames;
  };
  const std::uint64_t before = passed();
  for (const Sample& sample : samples)
    must(feed.add({sample.side, rig.time(), sample.bytes, sample.bytes.size()}));
  must(feed.run());
  CHECK(passed() == before + samples.size());
}
