// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Of equal ones the first is found, however their hashes fall.
#include "policy/hash_index.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

using namespace haguard;

namespace {

constexpr std::uint32_t kCount = 5000;

// Some of them come more than once.
std::vector<std::uint32_t> values() {
  std::mt19937 random(3);
  std::vector<std::uint32_t> values(kCount);
  for (std::uint32_t& value : values)
    value = static_cast<std::uint32_t>(random() % (kCount - 1));
  return values;
}

// Finds what a map finds.
template <typename Hash>
void finds_the_first(Hash hash) {
  const std::vector<std::uint32_t> all = values();
  HashIndex index(all.size());
  std::map<std::uint32_t, std::uint32_t> expected;
  const auto is = [&all](std::uint32_t value) {
    return [&all, value](std::uint32_t other) { return all[other] == value; };
  };
  for (std::uint32_t i = 0; i < kCount; ++i)
    REQUIRE(index.add(hash(all[i]), i, is(all[i])) ==
            expected.try_emplace(all[i], i).first->second);
  for (std::uint32_t value = 0; value < kCount; ++value) {
    const auto first = expected.find(value);
    REQUIRE(index.find(hash(value), is(value)) ==
            (first == expected.end() ? HashIndex::kNone : first->second));
  }
}

}  // namespace

TEST_CASE("hash index: hashes that are spread", "[policy]") {
  finds_the_first([](std::uint64_t value) { return value * 0x9e3779b97f4a7c15U; });
}

TEST_CASE("hash index: hashes of few places", "[policy]") {
  finds_the_first([](std::uint64_t value) { return value << 60U; });
}

TEST_CASE("hash index: one hash for all", "[policy]") {
  finds_the_first([](std::uint64_t) { return std::uint64_t{7}; });
}

TEST_CASE("hash index: none of nothing", "[policy]") {
  const HashIndex index(0);
  CHECK(index.find(7, [](std::uint32_t) { return true; }) == HashIndex::kNone);
}
