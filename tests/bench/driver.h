// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The small programs of the bench (bpf/bench.bpf.c).
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"

struct bench_bpf;

namespace haguard {

// Whether a program may be given frames in several buffers. Only like programs can go on to one
// another.
enum class Buffers : std::uint8_t { kOne, kMany };

class Driver {
 public:
  static Result<Driver> load(Buffers buffers);
  Driver(Driver&& other) noexcept;
  Driver& operator=(Driver&& other) noexcept;
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  ~Driver();

  // Which program the drivers go on to.
  Status aim(int program) const;

  // Descriptors. A program that does nothing ...
  int no_op() const;
  // ... and drivers: frames of `flows` flows in turn, of a flow that is new, as they came.
  int spread(std::uint32_t flows) const;
  int fresh(std::uint32_t first) const;
  int bare() const;

 private:
  explicit Driver(bench_bpf* skeleton);
  struct Destroy {
    void operator()(bench_bpf* skeleton) const;
  };
  std::unique_ptr<bench_bpf, Destroy> skeleton_;
};

}  // namespace haguard
