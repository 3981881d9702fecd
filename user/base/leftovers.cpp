// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/leftovers.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <csignal>

#include "base/fd.h"
#include "base/file.h"

namespace haguard {
namespace {

constexpr std::string_view kMark = ".tmp.";

bool is_gone(pid_t process) {
  return ::kill(process, 0) != 0 && errno == ESRCH;
}

// Never waits, and follows no link: whatever has such a name is only looked at.
bool is_unlocked_file(int folder, const std::string& name) {
  struct stat info {};
  if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return false;
  if (!S_ISREG(info.st_mode)) return false;
  const Fd fd(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  return fd.valid() && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

std::string temporary_path(const std::string& path, pid_t writer) {
  return fmt::format("{}{}{}", path, kMark, writer);
}

std::optional<pid_t> writer_of(std::string_view name) {
  const std::size_t mark = name.rfind(kMark);
  if (mark == std::string_view::npos || mark == 0) return std::nullopt;
  const std::string_view digits = name.substr(mark + kMark.size());
  pid_t writer = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), writer);
  const bool is_whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  // As it is written, and no other way of writing the same number.
  if (!is_whole || writer <= 0 || digits.front() == '0') return std::nullopt;
  return writer;
}

void remove_leftovers(const std::string& folder) {
  const Result<std::vector<std::string>> names = list_folder(folder);
  if (!names.ok()) return;
  const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return;
  for (const std::string& name : *names) {
    const std::optional<pid_t> writer = writer_of(name);
    if (writer && is_gone(*writer) && is_unlocked_file(fd.get(), name))
      ::unlinkat(fd.get(), name.c_str(), 0);
  }
}

}  // namespace haguard
