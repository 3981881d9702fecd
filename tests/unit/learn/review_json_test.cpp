// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The review survives being written and read, also beside an edited policy.
#include "learn/review_json.h"

#include <catch2/catch.hpp>

#include "unit/learn/window.h"

using namespace haguard;
using namespace haguard::learning;

namespace {

Candidate sample() {
  Window window;
  arp_between(window, kMinute);
  const Frame hello = Frame()
                          .ethernet(kMacA, kMacB)
                          .ipv4({.source = kA, .destination = kB, .protocol = 105, .dscp = 48})
                          .payload("hello");
  window.every(kSecond, 0, hello, 0, kMinute);
  window.strange(1, arp_frame(1, kMacStranger, kStranger, kA, kEverybody), 0);
  return window.learn(kMinute);
}

}  // namespace

TEST_CASE("review: written and read", "[learn]") {
  const Candidate candidate = sample();
  REQUIRE_FALSE(candidate.doubts.empty());
  REQUIRE_FALSE(candidate.systems.empty());
  const auto read = review_from_json(review_to_json(candidate), candidate.policy);
  if (!read) FAIL(read.error().message);
  CHECK(read->policy == candidate.policy);
  CHECK(read->evidence == candidate.evidence);
  CHECK(read->doubts == candidate.doubts);
  CHECK(read->coverage == candidate.coverage);
  CHECK(read->systems == candidate.systems);
  CHECK(read->evidence[0].frames > 0);
}

TEST_CASE("review: an edited policy keeps what still fits", "[learn]") {
  const Candidate candidate = sample();
  Policy edited = candidate.policy;
  edited.flows.erase(edited.flows.begin());
  edited.flows[0].protocol = 200;
  const auto read = review_from_json(review_to_json(candidate), edited);
  REQUIRE(read.ok());
  REQUIRE(read->evidence.size() == edited.flows.size());
  CHECK(read->evidence[1] == candidate.evidence[2]);
}

TEST_CASE("review: what is no review is refused", "[learn]") {
  for (const char* text : {"", "{", "[]", "{\"schema\": 2}", "{\"schema\": 1}",
                           R"({"schema": 1, "flows": 3, "doubts": []})"}) {
    INFO(text);
    const auto read = review_from_json(text, Policy{});
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().kind == ErrorKind::kUsage);
    CHECK_THAT(read.error().message, Catch::Contains("read the review"));
  }
}
