// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A histogram as Prometheus gets it: cumulative, at fixed bounds, in seconds, and nothing lost.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "metrics/histogram.h"

using namespace haguard;

TEST_CASE("exported histogram: the bounds are the same with and without counts") {
  hg_histogram some{};
  for (const std::uint64_t ns : {1ULL, 1500ULL, 1'000'000ULL, 60'000'000'000ULL})
    hg_histogram_add(&some, ns);
  const auto empty = exported_histogram({}, kResidenceRange);
  const auto filled = exported_histogram(some, kResidenceRange);
  REQUIRE(empty.bucket.size() == 2 * (kResidenceRange.last - kResidenceRange.first) + 2);
  REQUIRE(filled.bucket.size() == empty.bucket.size());
  for (std::size_t i = 0; i < empty.bucket.size(); ++i)
    CHECK(empty.bucket[i].upper_bound == filled.bucket[i].upper_bound);
  CHECK(empty.bucket.front().upper_bound == Approx(1024e-9));
  CHECK(empty.bucket[1].upper_bound == Approx(1536e-9));
  CHECK(std::isinf(empty.bucket.back().upper_bound));
}

TEST_CASE("exported histogram: a range says how finely its powers of two are cut") {
  for (const unsigned parts : {1U, 2U, 4U, 8U}) {
    const auto exported = exported_histogram({}, {22, 25, parts});
    INFO(parts);
    REQUIRE(exported.bucket.size() == std::size_t{3} * parts + 2);
    CHECK(exported.bucket.front().upper_bound == Approx(0.004194304));
    CHECK(exported.bucket[1].upper_bound == Approx(0.004194304 * (1 + 1.0 / parts)));
    CHECK(exported.bucket[std::size_t{3} * parts].upper_bound == Approx(0.033554432));
  }
}

TEST_CASE("exported histogram: every duration is in each bucket whose bound is above it") {
  const std::vector<std::uint64_t> durations = {0,    63,   64,    1023,      1024,         1535,
                                                1536, 2047, 99999, 5'000'000, 240ULL << 30U};
  hg_histogram histogram{};
  double sum = 0;
  for (const std::uint64_t ns : durations) {
    hg_histogram_add(&histogram, ns);
    sum += static_cast<double>(ns) / 1e9;
  }
  const auto exported = exported_histogram(histogram, kResidenceRange);
  CHECK(exported.sample_count == durations.size());
  CHECK(exported.sample_sum == Approx(sum));
  for (const auto& bucket : exported.bucket) {
    std::uint64_t below = 0;
    for (const std::uint64_t ns : durations)
      below += static_cast<double>(ns) / 1e9 < bucket.upper_bound * (1 - 1e-12) ? 1 : 0;
    INFO(bucket.upper_bound);
    CHECK(bucket.cumulative_count == below);
  }
}
