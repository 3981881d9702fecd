// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// AF_PACKET: send exact frames on an interface and receive what arrives there. The kernel keeps an
// 802.1Q tag beside the frame; it is put back, so a received frame is what was on the wire. Frames
// the host itself sends are not seen.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "harness/bytes.h"
#include "harness/frame.h"
#include "harness/netns.h"

namespace haguard {

using FrameFilter = std::function<bool(ByteView)>;

class RawSocket {
 public:
  // `interface` inside `netns`, in promiscuous mode. `ethertype` 0x0003 is every frame.
  static Result<RawSocket> open(const Netns& netns, const std::string& interface,
                                std::uint16_t ethertype = 0x0003);
  // The same in the namespace of the calling thread.
  static Result<RawSocket> open_here(const std::string& interface,
                                     std::uint16_t ethertype = 0x0003);

  int fd() const { return fd_.get(); }
  // One frame, as it is. Fails where the kernel refuses it (under 14 bytes, over the MTU).
  Status send(ByteView frame) const;
  Status send(const Frame& frame) const { return send(frame.bytes()); }

  // The next frame for which `wanted` is true; others are thrown away. Nothing at the deadline.
  std::optional<Bytes> receive(std::chrono::milliseconds deadline,
                               const FrameFilter& wanted = {}) const;
  // How many of the frames that are queued now match; empties the queue. Never waits.
  std::size_t count_queued(const FrameFilter& wanted) const;
  // One queued frame without waiting, or nothing.
  std::optional<Bytes> receive_now() const;
  // Frames the kernel dropped because the queue was full, since the last call.
  std::uint64_t overflowed() const;

 private:
  explicit RawSocket(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

// Filter: a frame that ends with, or holds, these bytes.
FrameFilter containing(Bytes needle);

}  // namespace haguard
