// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// See the header. An ack that never comes is given up after a while, so that a cut link does not
// stop the stream for good.
#include "harness/asa/stream.h"

#include <algorithm>
#include <vector>

#include "base/clock.h"

namespace haguard {
namespace {

constexpr std::size_t kBurst = 16;
constexpr double kMostTokens = 64;
constexpr auto kAckDeadline = std::chrono::milliseconds(300);
constexpr std::size_t kFragmentPayload = 1400;  // a little under the real one: never too few frames

std::uint64_t frames_of(std::size_t size) {
  return size <= kFragmentPayload ? 1 : size / kFragmentPayload + 1;
}

}  // namespace

AsaStream::AsaStream(const AsaOptions& options, std::uint32_t session)
    : options_(options), session_(session), rate_(options.stream_rate) {
  channels_[0].protocol = kAsaStreamProtocolA;
  channels_[1].protocol = kAsaStreamProtocolB;
}

void AsaStream::refill(Time now) {
  const std::chrono::duration<double> passed = now - refilled_;
  refilled_ = now;
  tokens_ = rate_ == kAsaUnlimitedRate
                ? kMostTokens
                : std::min(kMostTokens, tokens_ + passed.count() * static_cast<double>(rate_));
}

void AsaStream::give_up_stale_acks(Time now) {
  if (frames_out_ == 0) progress_ = now;
  if (!window_full() || now - progress_ < kAckDeadline) return;
  for (auto& channel : channels_)
    channel.outstanding.clear();
  frames_out_ = 0;
  ++counts_.ack_timeouts;
  progress_ = now;
}

std::size_t AsaStream::size_of(std::uint64_t number) const {
  const bool large = options_.large_every != 0 && number % options_.large_every == 0;
  return large ? options_.large_size : options_.stream_size;
}

AsaDatagram AsaStream::next(Channel& channel, AsaRole role, std::size_t size,
                            std::uint64_t number) const {
  const AsaMessage message{.type = AsaMessageType::kStream,
                           .role = role,
                           .session = session_,
                           .sequence = number,
                           .sent_ns = monotonic_ns()};
  return {channel.protocol, false, message.encode(size)};
}

void AsaStream::pump(Time now, AsaRole role, AsaTransport& transport) {
  refill(now);
  give_up_stale_acks(now);
  Channel& channel = channels_[turn_];
  std::vector<AsaDatagram> batch;
  std::uint64_t frames = frames_out_;
  while (batch.size() < kBurst && tokens_ >= static_cast<double>(batch.size() + 1) &&
         frames < kWindowFrames) {
    const std::uint64_t number = channel.sent + batch.size() + 1;
    const std::size_t size = size_of(number);
    frames += frames_of(size);
    batch.push_back(next(channel, role, size, number));
  }
  const std::size_t taken = batch.empty() ? 0 : transport.send(batch);
  tokens_ -= static_cast<double>(taken);
  // Only then, or a pump that finds no token each second time leaves one protocol silent.
  if (taken != 0) turn_ = 1 - turn_;
  for (std::size_t i = 0; i < taken; ++i) {
    const std::uint64_t count = frames_of(batch[i].payload.size());
    channel.outstanding.push_back({++channel.sent, count});
    frames_out_ += count;
    if (count > 1) ++counts_.sent_large;
  }
}

AsaStream::Channel& AsaStream::channel_of(std::uint8_t protocol) {
  return protocol == kAsaStreamProtocolA ? channels_[0] : channels_[1];
}

void AsaStream::acked(Channel& channel, const AsaMessage& message) {
  channel.acks.arrived(message.session, message.sequence);
  while (!channel.outstanding.empty() &&
         channel.outstanding.front().sequence <= message.acknowledged) {
    frames_out_ -= channel.outstanding.front().frames;
    channel.outstanding.pop_front();
    progress_ = std::chrono::steady_clock::now();
  }
}

void AsaStream::arrived(std::uint8_t protocol, const AsaMessage& message) {
  Channel& channel = channel_of(protocol);
  if (message.type == AsaMessageType::kStreamAck) return acked(channel, message);
  channel.data.arrived(message.session, message.sequence);
  channel.ack_due = true;
  const std::uint64_t now = monotonic_ns();
  const std::uint64_t latency = now > message.sent_ns ? now - message.sent_ns : 0;
  counts_.longest_latency_ns = std::max(counts_.longest_latency_ns, latency);
}

void AsaStream::acknowledge(AsaRole role, AsaTransport& transport) {
  for (auto& channel : channels_) {
    if (!channel.ack_due) continue;
    const AsaMessage message{.type = AsaMessageType::kStreamAck,
                             .role = role,
                             .session = session_,
                             .sequence = channel.acks_sent + 1,
                             .acknowledged = channel.data.highest(),
                             .sent_ns = monotonic_ns()};
    if (transport.send({{channel.protocol, false, message.encode()}}) == 0) continue;
    ++channel.acks_sent;
    channel.ack_due = false;
  }
}

AsaStream::Time AsaStream::next_pump(Time now) const {
  if (rate_ == 0) return Time::max();
  if (window_full()) return progress_ + kAckDeadline;
  if (rate_ == kAsaUnlimitedRate || tokens_ >= 1) return now;
  const double wait = (1 - tokens_) / static_cast<double>(rate_);
  return now + std::chrono::nanoseconds(static_cast<std::int64_t>(wait * 1e9) + 1000);
}

AsaStreamCounts AsaStream::counts() const {
  AsaStreamCounts counts = counts_;
  for (const auto& channel : channels_) {
    counts.sent += channel.sent;
    counts.received += channel.data.received();
    counts.lost += channel.data.lost();
    counts.late += channel.data.late();
    counts.acks_sent += channel.acks_sent;
    counts.acks_received += channel.acks.received();
    counts.acks_lost += channel.acks.lost();
  }
  return counts;
}

}  // namespace haguard
