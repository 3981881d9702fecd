// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The program that only touches the memory a hit needs (bpf/touch.bpf.c).
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"

struct touch_bpf;

namespace haguard {

class Touch {
 public:
  // For frames of so many flows (many_flows.h), whose lines stand in so many slots.
  static Result<Touch> load(std::uint32_t flows, std::uint32_t slots);
  Touch(Touch&& other) noexcept;
  Touch& operator=(Touch&& other) = delete;
  Touch(const Touch&) = delete;
  Touch& operator=(const Touch&) = delete;
  ~Touch();

  int program() const;  // its descriptor
  // What its counters of this flow say.
  Result<std::uint64_t> frames(std::uint32_t flow) const;

 private:
  explicit Touch(touch_bpf* skeleton);
  struct Destroy {
    void operator()(touch_bpf* skeleton) const;
  };
  std::unique_ptr<touch_bpf, Destroy> skeleton_;
};

}  // namespace haguard
