// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Gaps of heartbeat flows in the data path: which frames are timed, from when on, and what two CPUs
// do to it.
#include "haguard/heartbeat.h"

#include <bpf/bpf.h>
#include <sched.h>

#include <catch2/catch.hpp>
#include <thread>

#include "fixture/must.h"
#include "harness/times.h"
#include "rig.h"

using namespace haguard;

namespace {

CompiledPair pair_with_heartbeats() {
  Policy policy = pair_policy();
  for (Flow& flow : policy.flows)
    flow.heartbeat = flow.name == "asa-ab" || flow.name == "asa-ba";
  return compile_pair(policy);
}

Bytes hello(bool back = false) {
  return Frame()
      .ethernet(back ? kMacB : kMacA, back ? kMacA : kMacB)
      .ipv4({.source = back ? kIpB : kIpA, .destination = back ? kIpA : kIpB, .protocol = 105})
      .payload(text_bytes("hello"))
      .bytes();
}

class HeartbeatRig {
 public:
  HeartbeatRig() : rig_(pair_rig()), pair_(pair_with_heartbeats()) {
    for (std::uint32_t slot = 0; slot < HG_HEARTBEAT_SLOTS; ++slot)
      must(write_entry(rig_.guard().maps().heartbeats, slot, hg_heartbeat{}));
    judge_since(0);
    rig_.install(pair_.table());
  }
  Rig& rig() { return rig_; }

  void hello_after(std::uint64_t gap_ns) {
    rig_.set_time(rig_.time() + gap_ns);
    CHECK(rig_.send(hello()).reason == HG_REASON_FLOW);
  }
  void judge_since(std::uint64_t time_ns) {
    auto entry = must(MappedEntry<hg_control>::open(rig_.guard().maps().control));
    entry->judged_since_ns = time_ns;
  }
  hg_heartbeat slot(std::uint32_t index) const {
    return must(read_locked<hg_heartbeat>(rig_.guard().maps().heartbeats, index));
  }
  hg_heartbeat forth() const { return slot(slot_of("asa-ab")); }
  hg_heartbeat back() const { return slot(slot_of("asa-ba")); }

 private:
  std::uint32_t slot_of(const std::string& name) const {
    for (std::size_t i = 0; i < pair_.policy.flows.size(); ++i)
      if (pair_.policy.flows[i].name == name) return pair_.compiled.heartbeats.of_flow[i].value();
    FAIL("no flow " << name);
    return 0;
  }

  Rig& rig_;
  CompiledPair pair_;
};

std::uint64_t count_of_gaps(const hg_heartbeat& heartbeat) {
  std::uint64_t count = 0;
  for (const __u64 bucket : heartbeat.gaps.buckets)
    count += bucket;
  return count;
}

}  // namespace

TEST_CASE("gaps are counted from the second frame on, by flow", "[heartbeat]") {
  HeartbeatRig heartbeats;
  heartbeats.hello_after(kMs);
  CHECK(count_of_gaps(heartbeats.forth()) == 0);
  CHECK(heartbeats.forth().last_ns == heartbeats.rig().time());
  heartbeats.hello_after(200 * kMs);
  heartbeats.hello_after(1000 * kMs);
  const std::uint64_t longest_end = heartbeats.rig().time();
  heartbeats.hello_after(200 * kMs);
  const hg_heartbeat seen = heartbeats.forth();
  CHECK(count_of_gaps(seen) == 3);
  CHECK(seen.gaps.buckets[hg_bucket_of(200 * kMs)] == 2);
  CHECK(seen.bucket_ns[hg_bucket_of(200 * kMs)] == 400 * kMs);
  CHECK(seen.gaps.buckets[hg_bucket_of(1000 * kMs)] == 1);
  CHECK(seen.gaps.sum_ns == 1400 * kMs);
  CHECK(seen.gaps.max_ns == 1000 * kMs);
  CHECK(seen.longest_end_ns == longest_end);
  // |200 - 1000| twice, a sixteenth of each.
  CHECK(seen.jitter_ns == 50 * kMs + 50 * kMs - 50 * kMs / 16);
  CHECK(count_of_gaps(heartbeats.back()) == 0);
  heartbeats.rig().send(hello(true), kSecondarySide);
  CHECK(heartbeats.back().last_ns == heartbeats.rig().time());
}

TEST_CASE("a frame that was overtaken is a gap of nothing, and no time goes back", "[heartbeat]") {
  HeartbeatRig heartbeats;
  heartbeats.hello_after(kMs);
  heartbeats.hello_after(200 * kMs);
  const std::uint64_t newest = heartbeats.rig().time();
  heartbeats.rig().set_time(newest - 3000);
  CHECK(heartbeats.rig().send(hello()).reason == HG_REASON_FLOW);
  CHECK(heartbeats.forth().last_ns == newest);
  CHECK(heartbeats.forth().gaps.buckets[0] == 1);
  heartbeats.rig().set_time(newest + 200 * kMs);
  CHECK(heartbeats.rig().send(hello()).reason == HG_REASON_FLOW);
  CHECK(heartbeats.forth().gaps.sum_ns == 400 * kMs);
  CHECK(heartbeats.forth().gaps.max_ns == 200 * kMs);
}

TEST_CASE("what no flow recognises is not timed", "[heartbeat]") {
  HeartbeatRig heartbeats;
  heartbeats.hello_after(kMs);
  const Bytes other = passing_samples().back().bytes;
  heartbeats.rig().send(other, passing_samples().back().side);
  for (const hg_mode mode : {HG_MODE_BYPASS, HG_MODE_LEARN}) {
    heartbeats.rig().set_mode(mode);
    heartbeats.rig().set_time(heartbeats.rig().time() + 300 * kMs);
    heartbeats.rig().send(hello());
  }
  CHECK(count_of_gaps(heartbeats.forth()) == 0);
  // Back in a mode that judges: the time in between is no gap.
  heartbeats.rig().set_mode(HG_MODE_AUDIT);
  heartbeats.judge_since(heartbeats.rig().time());
  heartbeats.hello_after(100 * kMs);
  CHECK(count_of_gaps(heartbeats.forth()) == 0);
  heartbeats.hello_after(100 * kMs);
  CHECK(count_of_gaps(heartbeats.forth()) == 1);
  CHECK(heartbeats.forth().gaps.max_ns == 100 * kMs);
}

TEST_CASE("gaps go on through a new policy", "[heartbeat]") {
  HeartbeatRig heartbeats;
  heartbeats.hello_after(kMs);
  heartbeats.rig().install(pair_with_heartbeats().table());
  heartbeats.hello_after(200 * kMs);
  CHECK(count_of_gaps(heartbeats.forth()) == 1);
}

// The sum of all gaps is the time from the first frame to the last exactly when each gap was
// counted once.
TEST_CASE("one flow on two CPUs: each gap is counted once", "[heartbeat]") {
  const CompiledPair pair = pair_with_heartbeats();
  const GuardSet guard = must(load_guard(2, 1, Capacity::for_flows(kPairFlowCapacity)));
  must(install_table(guard.maps.policy, pair.table()));
  must(MappedEntry<hg_control>::open(guard.maps.control))->word = HG_MODE_ENFORCE;
  const Bytes frame = hello();
  const auto run = [&](int repeat) {
    LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
                .data_size_in = static_cast<__u32>(frame.size()), .repeat = repeat);
    return bpf_prog_test_run_opts(guard.programs[0].fd.get(), &options);
  };
  const auto slot = [&] { return must(read_locked<hg_heartbeat>(guard.maps.heartbeats, 0)); };
  REQUIRE(pair.compiled.heartbeats.of_flow[0] == 0U);
  REQUIRE(run(1) == 0);
  const std::uint64_t first = slot().last_ns;
  constexpr int kFrames = 20000;
  std::vector<std::thread> threads;
  std::vector<int> codes(2, -1);
  for (std::size_t cpu = 0; cpu < codes.size(); ++cpu)
    threads.emplace_back([&, cpu] {
      cpu_set_t cpus;
      CPU_ZERO(&cpus);
      CPU_SET(cpu % std::thread::hardware_concurrency(), &cpus);
      static_cast<void>(::sched_setaffinity(0, sizeof cpus, &cpus));
      codes[cpu] = run(kFrames);
    });
  for (std::thread& thread : threads)
    thread.join();
  CHECK(codes == std::vector<int>{0, 0});
  const hg_heartbeat seen = slot();
  CHECK(count_of_gaps(seen) == 2ULL * kFrames);
  CHECK(seen.gaps.sum_ns == seen.last_ns - first);
  std::uint64_t by_bucket = 0;
  for (const __u64 sum : seen.bucket_ns)
    by_bucket += sum;
  CHECK(by_bucket == seen.gaps.sum_ns);
}
