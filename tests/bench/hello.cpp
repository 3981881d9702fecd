// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Hellos every 200 ms beside a full flood of a stranger's frames on the same port: is one ever
// late? Twenty streams of hellos, each a little after the other, give as many gaps in a twentieth
// of the time. One core takes the flood and the hellos, and is busy all the while.
#include <fmt/format.h>

#include <atomic>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "bench/guarded.h"
#include "bench/many_flows.h"
#include "bench/rivals.h"
#include "bench/sections.h"
#include "bench/urgency.h"
#include "harness/raw_socket.h"
#include "traffic.h"

namespace haguard {
namespace {

constexpr std::uint64_t kPeriodNs = 200'000'000;
constexpr std::uint64_t kStepNs = kPeriodNs / BENCH_STREAMS;
constexpr unsigned kCpu = 0;
constexpr int kAboveTheFlood = 20;

// Sorted, in milliseconds; and how the flood was.
struct Observed {
  std::vector<double> gaps;
  std::uint64_t lost = 0;
  double flood_rate = 0;  // frames a second
};

Bytes hello_of(std::uint32_t stream) {
  Bytes frame = frame_of_flow(0);
  const bench_payload hello{BENCH_HELLO_MAGIC, stream};
  std::memcpy(frame.data() + BENCH_TIME_PLACE, &hello, sizeof hello);
  return frame;
}

Status send_hellos(const BenchWire& wire, unsigned count) {
  const Urgent urgent(kCpu, kAboveTheFlood);
  HG_TRY(const RawSocket socket, RawSocket::open(wire.lab().a().netns, Host::kInterface));
  const std::uint64_t begin = monotonic_ns();
  for (unsigned i = 0; i < count; ++i) {
    sleep_until_ns(begin + i * kStepNs);
    HG_CHECK(socket.send(hello_of(i % BENCH_STREAMS)));
  }
  return Done{};
}

// As many as one CPU can send, until it is told to stop. Each was dropped and counted, or found the
// port's queue full.
class Flood {
 public:
  Flood(const BenchWire& wire, const Burst& burst)
      : thread_([this, &wire, burst] { run(wire, burst); }) {}
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;
  ~Flood() { static_cast<void>(stop()); }

  Status stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    return result_;
  }

 private:
  void run(const BenchWire& wire, const Burst& burst) {
    while (!stopping_ && result_.ok()) {
      const auto sent = wire.flood(burst, kCpu);
      if (!sent.ok()) result_ = sent.error();
    }
  }

  std::atomic<bool> stopping_ = false;
  Status result_ = Done{};
  std::thread thread_;
};

Result<std::uint64_t> dropped(const BenchWire& wire) {
  return guard_counted(wire.lab(), 0, HG_DROPPED, HG_REASON_UNKNOWN_SOURCE);
}

Result<Observed> observe(const BenchWire& wire, const Burst* flood, unsigned hellos) {
  wire.driver().forget_hellos();
  HG_TRY(const std::uint64_t before, dropped(wire));
  const std::uint64_t begin = monotonic_ns();
  Status sent = Done{};
  if (flood != nullptr) {
    Flood flooding(wire, *flood);
    sent = send_hellos(wire, hellos);
    HG_CHECK(flooding.stop());
  } else {
    sent = send_hellos(wire, hellos);
  }
  HG_CHECK(sent);
  HG_TRY(const std::uint64_t after, dropped(wire));
  Observed seen;
  seen.flood_rate =
      static_cast<double>(after - before) * 1e9 / static_cast<double>(monotonic_ns() - begin);
  const std::vector<std::uint64_t> gaps = wire.driver().hello_gaps();
  if (gaps.empty()) return failed("observe hellos: none arrived");
  if (wire.driver().arrived_strangers() > 0)
    return failed("observe hellos: frames of the stranger arrived");
  for (const std::uint64_t gap : gaps)
    seen.gaps.push_back(static_cast<double>(gap) / 1e6);
  seen.lost = hellos - BENCH_STREAMS - gaps.size();
  return seen;
}

std::vector<Line> lines_of(const Observed& calm, const Observed& flooded) {
  const Series quiet(calm.gaps);
  const Series busy(flooded.gaps);
  const auto one = [](double value, double base) {
    return std::pair(Series({value}), Series({value / base}));
  };
  std::vector<Line> lines;
  const auto add = [&](const char* name, double value, double base) {
    auto [values, ratios] = one(value, base);
    lines.push_back({name, std::move(values), std::move(ratios)});
  };
  add("gap p99, no flood", quiet.quantile(0.99), quiet.quantile(0.99));
  add(kHelloFlood, busy.quantile(0.99), quiet.quantile(0.99));
  add("longest gap, no flood", quiet.quantile(1), quiet.quantile(1));
  add("longest gap, flood", busy.quantile(1), quiet.quantile(1));
  return lines;
}

}  // namespace

Result<Section> bench_hello(const Plan& plan) {
  const unsigned hellos = plan.quick ? 160 : 3000;
  Burst flood = rogue_burst(1'000'000);
  HG_TRY(const auto wire, BenchWire::create());
  HG_CHECK(guard(wire->lab(), many_flows(1)));
  HG_TRY(const Observed calm, observe(*wire, nullptr, hellos));
  HG_TRY(const Observed flooded, observe(*wire, &flood, hellos));
  return Section{.name = "hello",
                 .title = fmt::format(
                     "Hellos every 200 ms beside {:.1f} million rogue frames/s on their port: "
                     "{} of {} lost without the flood, {} with it",
                     flooded.flood_rate / 1e6, calm.lost, hellos, flooded.lost),
                 .unit = "ms",
                 .lines = lines_of(calm, flooded)};
}

}  // namespace haguard
