// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The bulk state stream: IP protocols 8 and 9 in turn, paced, in a window. The window holds fewer
// frames than a veth ring (256), so at any rate a missing datagram was dropped on the path, never
// in a queue of the test itself.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>

#include "harness/asa/message.h"
#include "harness/asa/tracker.h"
#include "harness/asa/transport.h"

namespace haguard {

struct AsaStreamCounts {
  std::uint64_t sent = 0;
  std::uint64_t sent_large = 0;
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  std::uint64_t late = 0;
  std::uint64_t acks_sent = 0;
  std::uint64_t acks_received = 0;
  std::uint64_t acks_lost = 0;
  std::uint64_t ack_timeouts = 0;
  std::uint64_t longest_latency_ns = 0;
};

class AsaStream {
 public:
  using Time = std::chrono::steady_clock::time_point;

  AsaStream(const AsaOptions& options, std::uint32_t session);

  void set_rate(std::uint64_t per_second) { rate_ = per_second; }
  std::uint64_t rate() const { return rate_; }
  // Sends what pacing and window allow now.
  void pump(Time now, AsaRole role, AsaTransport& transport);
  // A stream datagram or an ack, which arrived with this protocol.
  void arrived(std::uint8_t protocol, const AsaMessage& message);
  // One ack per protocol that has news.
  void acknowledge(AsaRole role, AsaTransport& transport);
  // When pump() has something to do next.
  Time next_pump(Time now) const;

  AsaStreamCounts counts() const;

 private:
  struct Outstanding {
    std::uint64_t sequence;
    std::uint64_t frames;
  };
  struct Channel {
    std::uint8_t protocol = 0;
    std::uint64_t sent = 0;
    std::deque<Outstanding> outstanding{};
    AsaTracker data{};
    AsaTracker acks{};
    std::uint64_t acks_sent = 0;
    bool ack_due = false;
  };

  bool window_full() const { return frames_out_ >= kWindowFrames; }
  void give_up_stale_acks(Time now);
  void refill(Time now);
  AsaDatagram next(Channel& channel, AsaRole role, std::size_t size, std::uint64_t number) const;
  std::size_t size_of(std::uint64_t number) const;
  Channel& channel_of(std::uint8_t protocol);
  void acked(Channel& channel, const AsaMessage& message);

  static constexpr std::uint64_t kWindowFrames = 96;

  AsaOptions options_;
  std::uint32_t session_;
  std::uint64_t rate_;
  double tokens_ = 0;
  Time refilled_{};
  Time progress_{};
  std::uint64_t frames_out_ = 0;
  std::size_t turn_ = 0;
  std::array<Channel, 2> channels_;
  AsaStreamCounts counts_;
};

}  // namespace haguard
