// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "replay/feeder.h"

#include <utility>

namespace haguard {

Feeder::Feeder(const ReplayGuard& guard, Feeding feeding) : guard_(guard) {
  if (feeding == Feeding::kOneByOne) return;
  if (Result<ReplayFeed> feed = ReplayFeed::load(guard); feed.ok()) feed_.emplace(std::move(*feed));
}

Status Feeder::add(const ReplayFrame& frame) {
  if (feed_) return feed_->add(frame);
  whole_.assign(frame.bytes.begin(), frame.bytes.end());
  whole_.resize(frame.size);
  HG_TRY(const std::uint32_t verdict,
         guard_.run(frame.side, frame.time_ns, whole_.data(), whole_.size()));
  static_cast<void>(verdict);
  return Done{};
}

Status Feeder::finish() {
  return feed_ ? feed_->run() : Done{};
}

}  // namespace haguard
