// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/service_manager.h"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <utility>

#include "base/clock.h"

namespace haguard {
namespace {

constexpr std::uint64_t kTriesInTime = 3;

void notify(const std::string& state) {
  sd_notify(0, state.c_str());  // nobody listens where there is no service manager
}

}  // namespace

void ServiceManager::ready(const std::string& status) {
  if (std::exchange(is_ready_, true)) return this->status(status);
  status_ = status;
  notify("READY=1\nSTATUS=" + status);
}

void ServiceManager::status(const std::string& status) {
  if (!is_ready_ || std::exchange(status_, status) == status) return;
  notify("STATUS=" + status);
}

void ServiceManager::reloading() {
  is_ready_ = false;
  notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_ns() / 1000));
}

void ServiceManager::stopping() {
  notify("STOPPING=1");
}

void ServiceManager::keep_alive() {
  notify("WATCHDOG=1");
}

std::uint64_t ServiceManager::keep_alive_ns() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return 0;
  return microseconds * 1000 / kTriesInTime;
}

}  // namespace haguard
