// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "system/shouting.h"

#include "fixture/must.h"

namespace haguard {
namespace {

constexpr std::uint16_t kType = 0x88b5;  // for experiments
constexpr auto kPause = std::chrono::milliseconds(20);

}  // namespace

Bytes stranger_frame() {
  return Frame()
      .ethernet(mac("02:00:00:00:00:66"), mac("ff:ff:ff:ff:ff:ff"), kType)
      .payload("a stranger's frame")
      .pad()
      .bytes();
}

Shouting::Shouting(const Host& from, const Host& to)
    : mouth_(must(from.raw_socket())),
      ear_(must(RawSocket::open(to.netns, Host::kInterface, kType))),
      thread_([this] {
        const Bytes frame = stranger_frame();
        while (shouting_) {
          if (mouth_.send(frame).ok()) ++sent_;
          std::this_thread::sleep_for(kPause);
        }
      }) {}

void Shouting::stop() {
  shouting_ = false;
  if (thread_.joinable()) thread_.join();
}

std::uint64_t Shouting::heard() {
  heard_ += ear_.count_queued([](ByteView) { return true; }) + ear_.overflowed();
  return heard_;
}

}  // namespace haguard
