// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The control word: what is written is what is read, and a deadline is never early.
#include "link/control.h"

#include <catch2/catch.hpp>

using namespace haguard;

TEST_CASE("control word: mode, deadline and lease survive the round trip") {
  for (const hg_mode mode : {HG_MODE_BYPASS, HG_MODE_LEARN, HG_MODE_AUDIT, HG_MODE_ENFORCE})
    for (const std::uint64_t deadline : {0ULL, 1ULL, 5'000'000'000ULL, 1ULL << 60U})
      for (const bool leased : {false, true}) {
        if (leased && deadline == 0) continue;
        CAPTURE(mode, deadline, leased);
        const ModeState read = decode_control(encode_control({mode, deadline, leased}));
        CHECK(read.mode == mode);
        CHECK(read.leased == leased);
        CHECK(read.deadline_ns >= deadline);
        CHECK(read.deadline_ns - deadline < (2ULL << HG_DEADLINE_SHIFT));
      }
}

TEST_CASE("control word: what the kernel compares is not before the deadline") {
  const std::uint64_t deadline = 123'456'789'012ULL;
  for (const bool leased : {false, true}) {
    const std::uint64_t ticks = encode_control({HG_MODE_ENFORCE, deadline, leased}) >> 8U;
    CHECK(ticks >= deadline >> HG_DEADLINE_SHIFT);
    CHECK(ticks << HG_DEADLINE_SHIFT < deadline + 10'000'000U);
  }
}

TEST_CASE("control word: zero is bypass without a deadline, and past it enforce is audit") {
  const ModeState zero = decode_control(0);
  CHECK(zero.mode == HG_MODE_BYPASS);
  CHECK(zero.deadline_ns == 0);
  CHECK_FALSE(zero.leased);
  const ModeState enforce{HG_MODE_ENFORCE, 1000, false};
  CHECK(effective_mode(enforce, 999) == HG_MODE_ENFORCE);
  CHECK(effective_mode(enforce, 1000) == HG_MODE_AUDIT);
  CHECK(effective_mode({HG_MODE_ENFORCE, 0, false}, 1000) == HG_MODE_ENFORCE);
}
