// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Drop samples: only while somebody listens, with what an operator needs, at a bounded rate, and no
// loss without a count.
#include <bpf/libbpf.h>
#include <sched.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <memory>

#include "haguard/event.h"
#include "rig.h"

using namespace haguard;

namespace {

int keep_sample(void* context, void* data, std::size_t size) {
  hg_sample sample{};
  REQUIRE(size >= sizeof sample);
  std::memcpy(&sample, data, sizeof sample);
  static_cast<std::vector<hg_sample>*>(context)->push_back(sample);
  return 0;
}

// Everything that stands in the ring.
std::vector<hg_sample> read_samples(const Rig& rig) {
  std::vector<hg_sample> samples;
  const std::unique_ptr<ring_buffer, void (*)(ring_buffer*)> ring(
      ring_buffer__new(rig.guard().maps().samples.fd(), keep_sample, &samples, nullptr),
      ring_buffer__free);
  REQUIRE(ring != nullptr);
  REQUIRE(ring_buffer__consume(ring.get()) >= 0);
  return samples;
}

// The budget is per CPU, so a test that counts on it stays on one.
class OneCpu {
 public:
  OneCpu() {
    REQUIRE(::sched_getaffinity(0, sizeof before_, &before_) == 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &one);
    REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
  }
  OneCpu(const OneCpu&) = delete;
  OneCpu& operator=(const OneCpu&) = delete;
  ~OneCpu() { ::sched_setaffinity(0, sizeof before_, &before_); }

 private:
  cpu_set_t before_{};
};

}  // namespace

TEST_CASE("nobody listens, so nothing is sampled and nothing is lost", "[samples]") {
  Rig& rig = pair_rig();
  const std::uint64_t lost = rig.link_stat(HG_STAT_SAMPLES_LOST);
  rig.send(kRefused);
  rig.listen_until(rig.time());
  rig.send(kRefused);
  CHECK(read_samples(rig).empty());
  CHECK(rig.link_stat(HG_STAT_SAMPLES_LOST) == lost);
}

TEST_CASE("a sample tells reason, side, time, generation and the frame", "[samples]") {
  Rig& rig = pair_rig();
  rig.listen_until(rig.time() + 1);
  rig.send(kAllowed);
  rig.send(kRefused);
  const Sample wrong_side = refused_samples()[1];
  rig.send(wrong_side.bytes, wrong_side.side);
  const std::vector<hg_sample> samples = read_samples(rig);
  REQUIRE(samples.size() == 2);
  CHECK(samples[0].reason == HG_REASON_UNKNOWN_SOURCE);
  CHECK(samples[0].disposition == HG_DROPPED);
  CHECK(samples[0].side == kPrimarySide);
  CHECK(samples[0].time_ns == rig.time());
  CHECK(samples[0].generation == compiled_pair().table().front().head.generation);
  CHECK(samples[0].length == kRefused.size());
  CHECK(samples[0].captured == kRefused.size());
  CHECK(std::memcmp(samples[0].frame, kRefused.data(), kRefused.size()) == 0);
  CHECK(samples[1].side == kSecondarySide);
}

TEST_CASE("a sample keeps the first bytes of a long frame", "[samples]") {
  Rig& rig = pair_rig();
  rig.listen_until(rig.time() + 1);
  const Bytes frame = Frame()
                          .ethernet(kMacStranger, kMacB)
                          .ipv4({.source = kIpStranger, .destination = kIpB, .protocol = 105})
                          .payload_size(1400)
                          .bytes();
  rig.send(frame);
  const Bytes shortest(frame.begin(), frame.begin() + 14);
  rig.send(shortest);
  const std::vector<hg_sample> samples = read_samples(rig);
  REQUIRE(samples.size() == 2);
  CHECK(samples[0].length == frame.size());
  CHECK(samples[0].captured == HG_SAMPLE_BYTES);
  CHECK(std::memcmp(samples[0].frame, frame.data(), HG_SAMPLE_BYTES) == 0);
  CHECK(samples[1].length == 14);
  CHECK(samples[1].captured == 14);
}

TEST_CASE("audit samples what enforce would drop", "[samples]") {
  Rig& rig = pair_rig();
  rig.set_mode(HG_MODE_AUDIT);
  rig.listen_until(rig.time() + 1);
  rig.send(kAllowed);
  rig.send(kRefused);
  const std::vector<hg_sample> samples = read_samples(rig);
  REQUIRE(samples.size() == 1);
  CHECK(samples[0].disposition == HG_WOULD_DROP);
}

TEST_CASE("samples have a rate, and what is beyond it is counted", "[samples]") {
  const OneCpu one_cpu;
  Rig& rig = pair_rig();
  rig.listen_until(~0ULL);
  const std::uint64_t lost = rig.link_stat(HG_STAT_SAMPLES_LOST);
  for (int i = 0; i < HG_SAMPLES_PER_SECOND + 10; ++i)
    rig.send(kRefused);
  CHECK(read_samples(rig).size() == HG_SAMPLES_PER_SECOND);
  CHECK(rig.link_stat(HG_STAT_SAMPLES_LOST) == lost + 10);

  rig.set_time(rig.time() + 1'000'000'000);
  rig.send(kRefused);
  CHECK(read_samples(rig).size() == 1);
  CHECK(rig.link_stat(HG_STAT_SAMPLES_LOST) == lost + 10);
}

TEST_CASE("a full ring loses samples, not frames, and counts them", "[samples]") {
  Rig& rig = pair_rig();
  rig.listen_until(~0ULL);
  const std::uint64_t lost = rig.link_stat(HG_STAT_SAMPLES_LOST);
  unsigned sent = 0;
  for (; rig.link_stat(HG_STAT_SAMPLES_LOST) == lost; ++sent) {
    REQUIRE(sent < 10'000);
    if (sent % HG_SAMPLES_PER_SECOND == 0) rig.set_time(rig.time() + 1'000'000'000);
    REQUIRE(rig.send(kRefused).reason == HG_REASON_UNKNOWN_SOURCE);
  }
  CHECK(rig.link_stat(HG_STAT_SAMPLES_LOST) == lost + 1);
  CHECK(read_samples(rig).size() == sent - 1);
}
