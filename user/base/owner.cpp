// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The kernel looks at the filesystem uid alone when it makes a file, also on bpffs. Leaving uid 0
// there takes the capabilities of files from the effective set; they are put back.
#include "base/owner.h"

#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace haguard {
namespace {

class Capabilities {
 public:
  static Result<Capabilities> read() {
    Capabilities found;
    const int error = ::syscall(SYS_capget, &found.header_, found.sets_.data()) == 0 ? 0 : errno;
    if (error != 0) return system_error("read the capabilities", error);
    return found;
  }

  Status put_back() {
    const int error = ::syscall(SYS_capset, &header_, sets_.data()) == 0 ? 0 : errno;
    if (error != 0) return system_error("keep the capabilities", error);
    return Done{};
  }

 private:
  __user_cap_header_struct header_{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets_{};
};

// Neither call tells of a failure; asked for an id that nobody has, they answer the one in force.
uid_t file_user() {
  return static_cast<uid_t>(::setfsuid(static_cast<uid_t>(-1)));
}

gid_t file_group() {
  return static_cast<gid_t>(::setfsgid(static_cast<gid_t>(-1)));
}

}  // namespace

Status make_files_for_owner_of(const std::string& folder) {
  struct stat info {};
  if (::geteuid() != 0 || ::stat(folder.c_str(), &info) != 0 || info.st_uid == 0) return Done{};
  HG_TRY(Capabilities capabilities, Capabilities::read());
  ::setfsgid(info.st_gid);
  ::setfsuid(info.st_uid);
  HG_CHECK(capabilities.put_back());
  if (file_user() == info.st_uid && file_group() == info.st_gid) return Done{};
  return failed(fmt::format("make files as the owner of {} (uid {})", folder, info.st_uid));
}

Status give_to_owner(const std::string& path) {
  const int error = ::chown(path.c_str(), file_user(), file_group()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("give {} to its user", path), error);
  return Done{};
}

}  // namespace haguard
