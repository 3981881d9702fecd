// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string_view>

#include "base/fd.h"
#include "base/leftovers.h"

namespace haguard {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status write_all(int fd, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0) {
      const int error = errno;
      if (error == EINTR) continue;
      return system_error(fmt::format("write {}", path), error);
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return Done{};
}

Status sync_directory(const std::string& directory) {
  const Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const int error = !fd.valid() || ::fsync(fd.get()) != 0 ? errno : 0;
  if (error != 0) return system_error(fmt::format("sync folder {}", directory), error);
  return Done{};
}

// Locked as long as the descriptor is open (base/leftovers.h); a filesystem without locks does,
// too.
Result<Fd> write_temporary(const std::string& temporary, const std::string& content,
                           unsigned mode) {
  Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
               static_cast<mode_t>(mode)));
  int error = fd.valid() ? 0 : errno;
  if (error != 0) return system_error(fmt::format("create {}", temporary), error);
  ::flock(fd.get(), LOCK_EX | LOCK_NB);
  HG_CHECK(write_all(fd.get(), content, temporary));
  error = ::fsync(fd.get()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("sync {}", temporary), error);
  return fd;
}

Status replace(const std::string& path, const std::string& temporary, const std::string& content,
               unsigned mode) {
  HG_TRY(const Fd locked, write_temporary(temporary, content, mode));
  const int error = ::rename(temporary.c_str(), path.c_str()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("replace {}", path), error);
  return Done{};
}

// `more` bytes would make the file at `path` larger than `limit`.
bool is_full(const std::string& path, std::size_t more, std::size_t limit) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && static_cast<std::size_t>(info.st_size) + more > limit;
}

// A full file becomes `older`, once: of two writers who find it full, one does it, and the other
// goes on. Or the second would put a file with one line in the place of the full one.
Status make_older(const std::string& path, const std::string& older, std::size_t more,
                  std::size_t limit) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  int error = fd.valid() ? 0 : errno;
  if (error == ENOENT) return Done{};
  if (error != 0) return system_error(fmt::format("open {}", path), error);
  // A filesystem without locks goes without.
  const bool is_under_way = ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  if (is_under_way) return Done{};
  HG_TRY(const bool still_there, is_at(fd, path));
  if (!still_there || !is_full(path, more, limit)) return Done{};
  error = ::rename(path.c_str(), older.c_str()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("rename {}", path), error);
  return Done{};
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) {
    const int error = errno;
    Error result = system_error(fmt::format("read {}", path), error);
    if (error == ENOENT || error == ENOTDIR) result.kind = ErrorKind::kNotFound;
    return result;
  }
  struct stat info {};
  const int stat_error = ::fstat(fd.get(), &info) == 0 ? 0 : errno;
  if (stat_error != 0) return system_error(fmt::format("read {}", path), stat_error);
  if (!S_ISREG(info.st_mode))
    return failed(fmt::format("read {}: not a regular file", path), "name a file");
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got < 0) {
      const int error = errno;
      if (error == EINTR) continue;
      return system_error(fmt::format("read {}", path), error);
    }
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > limit)
      return failed(fmt::format("read {}: larger than {} bytes", path, limit));
    content.append(buffer, static_cast<std::size_t>(got));
  }
}

Status write_file(const std::string& path, const std::string& content, unsigned mode) {
  const std::string temporary = temporary_path(path, ::getpid());
  Status written = replace(path, temporary, content, mode);
  if (!written.ok()) {
    ::unlink(temporary.c_str());
    return written;
  }
  return sync_directory(parent_of(path));
}

Status write_own_file(const std::string& path, const std::string& content) {
  remove_leftovers(parent_of(path));  // first: they may be what the disk is full of
  return write_file(path, content);
}

Result<bool> is_at(const Fd& fd, const std::string& path) {
  struct stat there {};
  struct stat ours {};
  int error = ::stat(path.c_str(), &there) == 0 ? 0 : errno;
  if (error == ENOENT) return false;
  if (error == 0) error = ::fstat(fd.get(), &ours) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("look at {}", path), error);
  return there.st_ino == ours.st_ino && there.st_dev == ours.st_dev;
}

Status append_line(const std::string& path, const std::string& line, const std::string& older,
                   std::size_t limit, unsigned mode) {
  if (is_full(path, line.size(), limit)) HG_CHECK(make_older(path, older, line.size(), limit));
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                     static_cast<mode_t>(mode)));
  int error = fd.valid() ? 0 : errno;
  if (error != 0) return system_error(fmt::format("open {}", path), error);
  HG_CHECK(write_all(fd.get(), line, path));
  error = ::fdatasync(fd.get()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("sync {}", path), error);
  return Done{};
}

Status make_directories(const std::string& path) {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    const int error = ::mkdir(part.c_str(), 0750) == 0 ? 0 : errno;
    if (error != 0 && error != EEXIST)
      return system_error(fmt::format("make folder {}", part), error);
    if (slash == std::string::npos) return Done{};
  }
}

Result<std::vector<std::string>> list_folder(const std::string& path) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
  const int error = folder ? 0 : errno;
  if (error == ENOENT) return names;
  if (error != 0) return system_error(fmt::format("list folder {}", path), error);
  while (const dirent* entry = ::readdir(folder.get()))
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::int64_t> modified_ns(const std::string& path) {
  struct stat info {};
  const int error = ::stat(path.c_str(), &info) == 0 ? 0 : errno;
  if (error == ENOENT) return not_found(fmt::format("look at {}: there is no such file", path));
  if (error != 0) return system_error(fmt::format("look at {}", path), error);
  return static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
}

Status rename_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) == 0) return Done{};
  return system_error(fmt::format("rename {} to {}", from, to), errno);
}

Status remove_file(const std::string& path) {
  const int error = ::unlink(path.c_str()) == 0 ? 0 : errno;
  if (error != 0 && error != ENOENT) return system_error(fmt::format("remove {}", path), error);
  return Done{};
}

}  // namespace haguard
