// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/short_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>

#include <cerrno>

namespace haguard {

Result<Fd> take_short_lock(const std::string& path) {
  constexpr int kTries = 100;
  constexpr int kPauseMs = 5;
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  int error = fd.valid() ? 0 : errno;
  for (int i = 0; error == 0 && i < kTries; ++i) {
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
    if (errno != EWOULDBLOCK && errno != EINTR) error = errno;
    if (error == 0) ::poll(nullptr, 0, kPauseMs);
  }
  return system_error(fmt::format("lock {}", path), error == 0 ? EBUSY : error);
}

}  // namespace haguard
