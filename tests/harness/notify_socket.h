// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A service manager's end of sd_notify: the socket that NOTIFY_SOCKET names, and what came in
// there.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

class NotifySocket {
 public:
  // At a path that does not exist yet; every user may write to it.
  static Result<NotifySocket> bind(const std::string& path);

  // The lines "KEY=VALUE" of every message so far, in order.
  const std::vector<std::string>& lines();
  std::size_t count(const std::string& line);
  // The newest STATUS; empty before the first.
  std::string status();

 private:
  explicit NotifySocket(Fd fd) : fd_(std::move(fd)) {}

  Fd fd_;
  std::vector<std::string> lines_;
};

}  // namespace haguard
