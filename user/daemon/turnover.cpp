// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/turnover.h"

#include <algorithm>
#include <utility>

#include "base/seconds.h"

namespace haguard {
namespace {

constexpr std::uint64_t kWindowNs = 2 * kSecondNs;
// Less is hellos and what comes with them, and tells nothing.
constexpr std::uint64_t kLeastBytesPerSecond = 2000;
constexpr std::uint64_t kRatio = 3;  // of the side that sends most to the next one

std::optional<std::size_t> dominant(const std::vector<std::uint64_t>& rates) {
  if (rates.size() < 2) return std::nullopt;
  const auto most = std::max_element(rates.begin(), rates.end());
  for (auto one = rates.begin(); one != rates.end(); ++one)
    if (one != most && *one * kRatio > *most) return std::nullopt;
  if (*most < kLeastBytesPerSecond) return std::nullopt;
  return static_cast<std::size_t>(most - rates.begin());
}

}  // namespace

void Turnover::forget() {
  began_ns_ = 0;
  rising_.reset();
}

std::optional<Turnover::Change> Turnover::step(std::uint64_t now_ns,
                                               const std::vector<std::uint64_t>& bytes) {
  if (began_ns_ == 0 || bytes.size() != before_.size()) {
    began_ns_ = now_ns;
    before_ = bytes;
    return std::nullopt;
  }
  const std::uint64_t length = now_ns - began_ns_;
  if (length < kWindowNs) return std::nullopt;
  std::vector<std::uint64_t> rates;
  for (std::size_t side = 0; side < bytes.size(); ++side)
    rates.push_back((bytes[side] - before_[side]) * kSecondNs / length);
  began_ns_ = now_ns;
  before_ = bytes;
  const std::optional<std::size_t> most = dominant(rates);
  if (!most || most == active_) {
    rising_.reset();
    return std::nullopt;
  }
  if (rising_ != most) {
    rising_ = most;
    return std::nullopt;
  }
  rising_.reset();
  const std::optional<std::size_t> before = std::exchange(active_, most);
  if (!before) return std::nullopt;
  return Change{*before, *most, rates};
}

}  // namespace haguard
