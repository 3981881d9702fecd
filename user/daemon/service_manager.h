// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the daemon tells whoever started it as a service (sd_notify). Nobody may be there: then
// every call does nothing.
#pragma once

#include <cstdint>
#include <string>

namespace haguard {

class ServiceManager {
 public:
  // `status` is for people, one line. The first call says that the daemon is ready, and so does the
  // first one after reloading().
  void ready(const std::string& status);
  // Tells it where it is another one than was told last.
  void status(const std::string& status);
  void reloading();
  void stopping();
  // The daemon is alive, and so is what it looks after.
  void keep_alive();

  // How often keep_alive() is due: a third of what the service manager waits for; 0: it does not.
  static std::uint64_t keep_alive_ns();

 private:
  std::string status_;
  bool is_ready_ = false;
};

}  // namespace haguard
