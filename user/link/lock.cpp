// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <limits>

#include "base/clock.h"
#include "base/file.h"
#include "base/seconds.h"

namespace haguard {
namespace {

constexpr std::uint64_t kPatienceNs = 10'000'000'000U;
constexpr std::uint64_t kShortPatienceNs = kSecondNs;
constexpr std::uint64_t kTellNs = 300'000'000U;
constexpr int kPauseMs = 20;

// One who has just taken the lock has not written its name yet.
std::string holder_of(int fd) {
  constexpr int kTries = 10;
  char text[256];
  for (int i = 0; i < kTries; ++i) {
    const ssize_t size = ::pread(fd, text, sizeof text, 0);
    if (size > 0) return {text, static_cast<std::size_t>(size)};
    ::poll(nullptr, 0, kPauseMs);
  }
  return "another haguard";
}

Result<Fd> open_lock(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  const int error = fd.valid() ? 0 : errno;
  if (error != 0) return system_error(fmt::format("open lock {}", path), error);
  return fd;
}

// False while somebody else has it.
Result<bool> try_lock(const Fd& fd, const std::string& path) {
  const int error = ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
  if (error == 0) return true;
  if (error == EWOULDBLOCK || error == EINTR) return false;
  return system_error(fmt::format("lock {}", path), error);
}

void write_holder(const Fd& fd, const std::string& command) {
  const std::string holder = fmt::format("haguard {} (pid {})", command.substr(0, 200), ::getpid());
  if (::ftruncate(fd.get(), 0) != 0 ||
      ::pwrite(fd.get(), holder.data(), holder.size(), 0) != static_cast<ssize_t>(holder.size())) {
    // Only the name of the holder is lost, which a full disk must not turn into a failed command.
  }
}

std::string daemon_path(const Place& place) {
  return place.state + "/daemon.lock";
}

std::string purpose_path(const Place& place, const std::string& link, const std::string& purpose) {
  return fmt::format("{}/{}/{}.lock", place.state, link, purpose);
}

// Waits as long as `patience_ns`.
Result<Fd> wait_for(const Place& place, const std::string& path, std::uint64_t patience_ns,
                    const char* hint) {
  HG_CHECK(make_directories(place.state));
  HG_TRY(Fd fd, open_lock(path));
  const std::uint64_t started = monotonic_ns();
  bool told = false;
  for (;;) {
    HG_TRY(const bool locked, try_lock(fd, path));
    if (locked) return fd;
    const std::uint64_t waited = monotonic_ns() - started;
    if (waited >= patience_ns)
      return failed(fmt::format("lock {}: held by {}", path, holder_of(fd.get())), hint);
    if (!told && waited >= kTellNs) {
      place.warn(failed(fmt::format("waiting for {}", holder_of(fd.get()))));
      told = true;
    }
    ::poll(nullptr, 0, kPauseMs);
  }
}

}  // namespace

std::string lock_path(const Place& place) {
  return place.state + "/lock";
}

bool daemon_runs(const Place& place) {
  const Fd fd(::open(daemon_path(place).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  return fd.valid() && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

Result<Lock> Lock::wait(const Place& place, const std::string& path, std::uint64_t patience_ns,
                        const char* hint, const std::string& command) {
  HG_TRY(Fd fd, wait_for(place, path, patience_ns, hint));
  write_holder(fd, command);
  return Lock(std::move(fd));
}

Result<std::optional<Lock>> Lock::try_path(const std::string& path, const std::string& command) {
  HG_TRY(Fd fd, open_lock(path));
  HG_TRY(const bool locked, try_lock(fd, path));
  if (!locked) return std::optional<Lock>();
  write_holder(fd, command);
  return std::optional<Lock>(Lock(std::move(fd)));
}

Result<Lock> Lock::take(const Place& place, const std::string& command) {
  return wait(place, lock_path(place), kPatienceNs, "try again when it is done", command);
}

Result<Lock> Lock::take_at_last(const Place& place, const std::string& command) {
  return wait(place, lock_path(place), std::numeric_limits<std::uint64_t>::max(), "", command);
}

Result<std::optional<Lock>> Lock::try_take(const Place& place, const std::string& command) {
  HG_CHECK(make_directories(place.state));
  return try_path(lock_path(place), command);
}

// One that is just ending, or a command that looks whether one runs, is waited for.
Result<Lock> Lock::take_daemon(const Place& place, const std::string& command) {
  return wait(place, daemon_path(place), kShortPatienceNs,
              "one daemon serves every link of a state folder", command);
}

Result<std::optional<Lock>> Lock::try_take_for(const Place& place, const std::string& link,
                                               const std::string& purpose,
                                               const std::string& command) {
  HG_CHECK(make_directories(place.state + "/" + link));
  return try_path(purpose_path(place, link, purpose), command);
}

Result<Lock> Lock::take_for(const Place& place, const std::string& link, const std::string& purpose,
                            const std::string& command) {
  HG_CHECK(make_directories(place.state + "/" + link));
  return wait(place, purpose_path(place, link, purpose), kShortPatienceNs, "it must end first",
              command);
}

Result<Lock> Lock::take_shortly(const std::string& path) {
  constexpr int kTries = 25;
  HG_TRY(Fd fd, open_lock(path));
  for (int i = 0; i < kTries; ++i) {
    HG_TRY(const bool locked, try_lock(fd, path));
    if (locked) return Lock(std::move(fd));
    ::poll(nullptr, 0, kPauseMs);
  }
  return system_error(fmt::format("lock {}", path), EBUSY);
}

}  // namespace haguard
