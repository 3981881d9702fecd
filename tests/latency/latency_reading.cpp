// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "latency/latency_reading.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "harness/poll.h"

namespace haguard {

LatencyReading LatencyReading::of(const HaguardCli& haguard) {
  return {haguard.json({"latency"})["residence"]};
}

std::uint64_t LatencyReading::stamped(const std::string& kind, const std::string& port) const {
  std::uint64_t sum = 0;
  for (const auto& one : residence["ports"])
    if (port.empty() || one["port"] == port) sum += one["stamped"][kind].get<std::uint64_t>();
  return sum;
}

std::uint64_t LatencyReading::measured(const std::string& kind, const std::string& from) const {
  std::uint64_t sum = 0;
  for (const auto& row : residence["rows"]) {
    if (row["class"] != kind || (!from.empty() && row["from"] != from)) continue;
    std::uint64_t in_buckets = 0;
    for (const auto& bucket : row["buckets"])
      in_buckets += bucket["count"].get<std::uint64_t>();
    CHECK(in_buckets == row["count"]);
    sum += in_buckets;
  }
  return sum;
}

void require_measured(const HaguardCli& haguard, const std::string& kind, const std::string& from,
                      std::uint64_t frames) {
  LatencyReading reading = LatencyReading::of(haguard);
  const bool measured = eventually(std::chrono::seconds(10), [&] {
    reading = LatencyReading::of(haguard);
    return reading.measured(kind, from) >= frames;
  });
  INFO(reading.residence.dump(2));
  CHECK(measured);
  CHECK(reading.measured(kind, from) == frames);
  CHECK(reading.stamped(kind, from) == frames);
}

}  // namespace haguard
