// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// See the header: the private mount namespace is entered once per process.
#include "harness/scratch.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/file.h"

namespace haguard {
namespace {

Status leave_shared_mounts() {
  if (::unshare(CLONE_NEWNS) != 0) {
    const int error = errno;
    return system_error("make a mount namespace", error, "run as root");
  }
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    const int error = errno;
    return system_error("make the mounts private", error);
  }
  return Done{};
}

}  // namespace

Result<TempDir> TempDir::create() {
  char path[] = "/tmp/haguard-test-XXXXXX";
  if (::mkdtemp(path) == nullptr) {
    const int error = errno;
    return system_error("make a temporary directory", error);
  }
  ::chmod(path, 0755);
  return TempDir(path);
}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  if (this == &other) return *this;
  remove();
  path_ = std::exchange(other.path_, {});
  return *this;
}

void TempDir::remove() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<BpffsMount> BpffsMount::create(std::string path) {
  static const Status private_mounts = leave_shared_mounts();
  HG_CHECK(private_mounts);
  HG_CHECK(make_directories(path));
  if (::mount("bpffs", path.c_str(), "bpf", 0, nullptr) != 0) {
    const int error = errno;
    return system_error(fmt::format("mount a bpffs on {}", path), error);
  }
  return BpffsMount(std::move(path));
}

BpffsMount& BpffsMount::operator=(BpffsMount&& other) noexcept {
  if (this == &other) return *this;
  unmount();
  path_ = std::exchange(other.path_, {});
  return *this;
}

void BpffsMount::unmount() {
  if (!path_.empty()) ::umount2(path_.c_str(), MNT_DETACH);
}

}  // namespace haguard
