// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Numbered frames from one unit to the other at a steady rate, every millisecond what is due by
// then. The generator is a thread inside the sender's namespace; it sends few frames, the kernel
// multiplies and numbers them (bpf/load.bpf.c). The receiver is an XDP program on the other unit's
// interface. (BPF_PROG_TEST_RUN with live frames would be the plain way to make frames in the
// kernel, but each call waits for several RCU grace periods, which on a busy machine is a second.)
#pragma once

#include <linux/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"
#include "harness/lab.h"
#include "load/bpf/stream_state.h"

namespace haguard {

struct StreamOptions {
  std::uint64_t rate = 220'000;       // legitimate frames per second
  std::uint64_t intruder_every = 16;  // an intruder after so many legitimate frames
  unsigned cpu = 0;                   // which of the usable CPUs the generator stays on
};

// The ports of the load's own UDP flow, the same in both directions.
inline constexpr std::uint16_t kLoadSourcePort = 40000;
inline constexpr std::uint16_t kLoadPort = 40001;

class Stream {
 public:
  // Loads both programs and attaches the receiver to `to`.
  static Result<std::unique_ptr<Stream>> open(const Host& from, const Host& to,
                                              const StreamOptions& options = {});
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();

  // Gives the program that passes everything to a port of the firewall that nothing guards: frames
  // made by the kernel enter a veth only where an XDP program awaits them.
  Status pass_all(const Netns& firewall, const std::string& port);

  void start(bool with_intruders);
  // Stops sending and waits until nothing is under way. The first Error of the generator, if any.
  Status stop();

  // A snapshot; exact while the stream stands still.
  load_state counts() const;
  void reset_longest_gap();
  // From now on until allow_intruders(), an intruder that is sent must not arrive.
  void forbid_intruders();
  void allow_intruders();
  // Leaves out so many sequence numbers: the receiver must find them missing.
  void skip(std::uint64_t frames);

  // Frames sent per second since start(), and in the slowest whole second of that time.
  double rate() const;
  std::optional<std::uint64_t> slowest_second() const { return slowest_second_; }

 private:
  struct Programs;
  Stream(const Host& from, const StreamOptions& options, std::unique_ptr<Programs> programs);
  void generate();
  Status run_until_stopped();
  Status send_up_to(std::uint64_t goal);
  void write_off_lost(std::uint64_t now);
  void note_second(std::uint64_t elapsed_ns);

  const Host* from_;
  StreamOptions options_;
  std::unique_ptr<Programs> programs_;
  Bytes seed_;
  std::thread thread_;
  std::atomic<bool> stopping_ = false;
  std::uint64_t started_ns_ = 0;
  std::uint64_t stopped_ns_ = 0;
  std::uint64_t sent_at_start_ = 0;

  // Of the thread, while there is one.
  Status result_ = Done{};
  std::uint64_t progress_ns_ = 0;  // when frames were last seen to get on
  std::uint64_t stalled_ns_ = 0;   // in which nothing arrived, until it was written off
  std::uint64_t sent_at_progress_ = 0;
  std::uint64_t seconds_noted_ = 0;
  std::uint64_t sent_at_second_ = 0;
  std::optional<std::uint64_t> slowest_second_;
};

}  // namespace haguard
