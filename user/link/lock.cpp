// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.h"
#include "base/file.h"

namespace haguard {
namespace {

constexpr std::uint64_t kPatienceNs = 10'000'000'000U;
constexpr int kPauseMs = 20;

std::string holder_of(int fd) {
  char text[128];
  const ssize_t size = ::pread(fd, text, sizeof text, 0);
  if (size <= 0) return "another haguard";
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

Result<Lock> Lock::take(const Place& place, const std::string& command) {
  HG_CHECK(make_directories(place.state));
  const std::string path = place.state + "/lock";
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  int error = fd.valid() ? 0 : errno;
  if (error != 0) return system_error(fmt::format("open lock {}", path), error);
  const std::uint64_t give_up = monotonic_ns() + kPatienceNs;
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    error = errno;
    if (error != EWOULDBLOCK && error != EINTR)
      return system_error(fmt::format("lock {}", path), error);
    if (monotonic_ns() >= give_up)
      return failed(fmt::format("lock {}: held by {}", path, holder_of(fd.get())),
                    "try again when it is done");
    ::poll(nullptr, 0, kPauseMs);
  }
  const std::string holder = fmt::format("haguard {} (pid {})", command.substr(0, 64), ::getpid());
  if (::ftruncate(fd.get(), 0) != 0 ||
      ::pwrite(fd.get(), holder.data(), holder.size(), 0) != static_cast<ssize_t>(holder.size())) {
    // Only the name of the holder is lost, which a full disk must not turn into a failed command.
  }
  return Lock(std::move(fd));
}

}  // namespace haguard
