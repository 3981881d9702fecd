// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The small programs of the bench (bpf/bench.bpf.c).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"

struct bench_bpf;

namespace haguard {

// Whether a program may be given frames in several buffers. Only like programs can go on to one
// another.
enum class Buffers : std::uint8_t { kOne, kMany };

// How the frames of a burst are made from the one that is given: as it is, each of another flow, or
// with the time in it.
enum class Making : std::uint8_t { kSame, kSpread, kTimed };

class Driver {
 public:
  static Result<Driver> load(Buffers buffers);
  // Of all programs the one that does nothing: the others need CAP_PERFMON.
  static Result<Driver> load_no_op();
  Driver(Driver&& other) noexcept;
  Driver& operator=(Driver&& other) noexcept;
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  ~Driver();

  // Which program the drivers go on to.
  Status aim(int program) const;

  // Descriptors. A program that does nothing ...
  int no_op() const;
  int no_op_egress() const;
  // ... and drivers: frames of `flows` flows in turn, of a flow that is new, as they came.
  int spread(std::uint32_t flows) const;
  int fresh(std::uint32_t first) const;
  int bare() const;

  // The same as programs that stand on ports: drop all, or send all to one port of the same
  // namespace.
  int drop() const;
  int forward() const;
  // The same, but they read one address of each frame first.
  int drop_read() const;
  int forward_read() const;
  Status forward_to(unsigned interface) const;  // of the calling thread's namespace

  // Of the sender: its program, and the interface that it sends on.
  int sender(Making making, std::uint32_t flows) const;
  void send_on(unsigned interface) const;

  // Of the receiver: its program, and what that has seen.
  int sink() const;
  std::uint64_t arrived() const;
  std::uint64_t arrived_strangers() const;
  // Nanoseconds that frames with the time in them took: the median since they were forgotten.
  void forget_times() const;
  Result<double> median_time() const;
  // Nanoseconds between hellos of one stream, of all streams since they were forgotten.
  void forget_hellos() const;
  std::vector<std::uint64_t> hello_gaps() const;

 private:
  static Result<Driver> open();
  Status load_opened() const;
  explicit Driver(bench_bpf* skeleton);
  struct Destroy {
    void operator()(bench_bpf* skeleton) const;
  };
  std::unique_ptr<bench_bpf, Destroy> skeleton_;
};

}  // namespace haguard
