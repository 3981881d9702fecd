// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The layout that kernel and userspace share, at every edge of it, and what is read out of it.
#include "latency/histogram.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "latency/json.h"
#include "latency/text.h"

using namespace haguard;

namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

hg_histogram histogram_of(const std::vector<std::uint64_t>& durations) {
  hg_histogram histogram{};
  for (const std::uint64_t ns : durations)
    hg_histogram_add(&histogram, ns);
  return histogram;
}

}  // namespace

TEST_CASE("histogram: every bucket begins where the one before it ends", "[latency]") {
  for (std::uint32_t bucket = 0; bucket < HG_BUCKETS; ++bucket) {
    INFO(bucket);
    const std::uint64_t begin = hg_bucket_begin_ns(bucket);
    const std::uint64_t end = bucket_end_ns(bucket);
    REQUIRE(begin < end);
    CHECK(hg_bucket_of(begin) == bucket);
    if (bucket > 0) CHECK(hg_bucket_of(begin - 1) == bucket - 1);
    if (bucket < HG_BUCKET_LAST) CHECK(hg_bucket_of(end - 1) == bucket);
  }
}

TEST_CASE("histogram: a bucket is at most 12.5 % wide, from 64 ns to 240 s", "[latency]") {
  CHECK(hg_bucket_begin_ns(0) == 0);
  CHECK(hg_bucket_begin_ns(1) == 64);
  CHECK(hg_bucket_begin_ns(HG_BUCKET_LAST) == 240'518'168'576U);
  for (std::uint32_t bucket = 1; bucket < HG_BUCKET_LAST; ++bucket) {
    const std::uint64_t begin = hg_bucket_begin_ns(bucket);
    CHECK((bucket_end_ns(bucket) - begin) * 8 <= begin);
  }
}

TEST_CASE("histogram: the first and the last bucket take what lies outside", "[latency]") {
  CHECK(hg_bucket_of(0) == 0);
  CHECK(hg_bucket_of(1) == 0);
  CHECK(hg_bucket_of(63) == 0);
  CHECK(hg_bucket_of(3'600'000'000'000U) == HG_BUCKET_LAST);
  CHECK(hg_bucket_of(kMost) == HG_BUCKET_LAST);
  CHECK(bucket_end_ns(HG_BUCKET_LAST) == kMost);
}

TEST_CASE("histogram: the highest bit, for every bit", "[latency]") {
  CHECK(hg_highest_bit(0) == 0);
  for (std::uint32_t bit = 0; bit < 64; ++bit) {
    CHECK(hg_highest_bit(std::uint64_t{1} << bit) == bit);
    CHECK(hg_highest_bit((std::uint64_t{2} << bit) - 1) == bit);
  }
}

TEST_CASE("histogram: nothing counted is nothing told", "[latency]") {
  const hg_histogram empty{};
  CHECK(count_of(empty) == 0);
  CHECK(quantile_ns(empty, 0.99) == 0);
  CHECK(summary_of(empty).max_ns == 0);
  CHECK(histogram_rows(empty).empty());
  CHECK(histogram_json(empty)["buckets"].empty());
}

TEST_CASE("histogram: one duration is every quantile of itself", "[latency]") {
  const Summary summary = summary_of(histogram_of({1'000'000}));
  CHECK(summary.count == 1);
  CHECK(summary.p50_ns == 1'000'000);
  CHECK(summary.p999_ns == 1'000'000);
  CHECK(summary.max_ns == 1'000'000);
}

TEST_CASE("histogram: quantiles are never below the true one and at most 12.5 % above",
          "[latency]") {
  std::mt19937_64 random(4);  // NOLINT: the same numbers every time
  std::vector<std::uint64_t> durations(20'000);
  for (std::uint64_t& duration : durations)
    duration = 64 + (random() >> (27 + random() % 30));
  const hg_histogram histogram = histogram_of(durations);
  std::sort(durations.begin(), durations.end());
  for (const std::size_t per_mille : {1U, 100U, 500U, 900U, 990U, 999U, 1000U}) {
    const std::uint64_t exact = durations[durations.size() * per_mille / 1000 - 1];
    const std::uint64_t told = quantile_ns(histogram, static_cast<double>(per_mille) / 1000);
    INFO(per_mille << " per mille: " << exact << ", told " << told);
    CHECK(told >= exact);
    CHECK(told - exact <= exact / 8 + 1);
  }
  CHECK(quantile_ns(histogram, 1) == durations.back());
  CHECK(count_of(histogram) == durations.size());
}

TEST_CASE("histogram: the CPUs add up, and the longest of all is the longest", "[latency]") {
  const hg_histogram whole = merged(std::vector<hg_histogram>{
      histogram_of({100, 200, 9000}), histogram_of({}), histogram_of({200, 70})});
  CHECK(count_of(whole) == 5);
  CHECK(whole.buckets[hg_bucket_of(200)] == 2);
  CHECK(whole.sum_ns == 100 + 200 + 9000 + 200 + 70);
  CHECK(whole.max_ns == 9000);
}

TEST_CASE("histogram: what came since an earlier reading", "[latency]") {
  const hg_histogram earlier = histogram_of({100, 5'000'000});
  hg_histogram later = earlier;
  hg_histogram_add(&later, 1000);
  const hg_histogram part = since(later, earlier);
  CHECK(count_of(part) == 1);
  CHECK(part.sum_ns == 1000);
  CHECK(part.max_ns == bucket_end_ns(hg_bucket_of(1000)));
  CHECK(count_of(since(later, later)) == 0);
  CHECK(since(later, later).max_ns == 0);
}

TEST_CASE("histogram: rows for people stay few, whatever the range", "[latency]") {
  const std::vector<std::string> narrow = histogram_rows(histogram_of({1024, 1024, 1024, 1200}));
  REQUIRE(narrow.size() == 2);
  CHECK(narrow[0] == " 1.02 us  ########################################  3");
  CHECK(narrow[1] == " 1.15 us  #############                             1");
  const std::vector<std::string> wide = histogram_rows(histogram_of({1, 300'000'000'000}));
  CHECK(wide.size() <= kHistogramRows);
  CHECK(wide.front().find("0 ns") != std::string::npos);
  CHECK(wide.back().substr(wide.back().size() - 3) == "  1");
}

TEST_CASE("histogram: the JSON has the quantiles and only buckets with a count", "[latency]") {
  const auto json = histogram_json(histogram_of({64, 64, 400'000'000'000}));
  CHECK(json["count"] == 3);
  CHECK(json["p50"].get<double>() == Approx(72e-9));
  CHECK(json["max"].get<double>() == Approx(400));
  REQUIRE(json["buckets"].size() == 2);
  CHECK(json["buckets"][0]["from"].get<double>() == Approx(64e-9));
  CHECK(json["buckets"][0]["to"].get<double>() == Approx(72e-9));
  CHECK(json["buckets"][0]["count"] == 2);
  CHECK(json["buckets"][1]["to"].is_null());
}
