// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Reading the ring buffer of drop samples.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "bpf/map.h"
#include "haguard/event.h"

struct ring_buffer;

namespace haguard {

class SampleReader {
 public:
  using Handler = std::function<void(const hg_sample&)>;

  static Result<SampleReader> open(const Map& samples, Handler handler);
  SampleReader(SampleReader&& other) noexcept;
  SampleReader& operator=(SampleReader&&) = delete;
  ~SampleReader();

  // Waits up to `milliseconds` and hands over what is there. A signal ends the wait early.
  Status poll(int milliseconds);

 private:
  struct State;
  explicit SampleReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haguard
