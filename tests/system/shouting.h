// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// An intruder that does not stop: beside one unit, a stranger's frame every few milliseconds, and
// an ear at the other unit that hears nothing else. What is heard was not stopped.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "harness/lab.h"
#include "harness/raw_socket.h"

namespace haguard {

// A frame to all, of a type of its own; haguard drops it as unknown_source.
Bytes stranger_frame();

class Shouting {
 public:
  Shouting(const Host& from, const Host& to);
  Shouting(const Shouting&) = delete;
  Shouting& operator=(const Shouting&) = delete;
  ~Shouting() { stop(); }

  // Ends it; the counts are final a moment later.
  void stop();
  std::uint64_t sent() const { return sent_; }
  std::uint64_t heard();

 private:
  RawSocket mouth_;
  RawSocket ear_;
  std::atomic<bool> shouting_ = true;
  std::atomic<std::uint64_t> sent_ = 0;
  std::uint64_t heard_ = 0;
  std::thread thread_;
};

}  // namespace haguard
