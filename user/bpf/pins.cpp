// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/pins.h"

#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/file.h"
#include "base/name.h"
#include "base/owner.h"
#include "bpf/xdp.h"
#include "haguard/abi.h"

namespace haguard {
namespace {

// An answer that did not come is no answer: a second bpffs over the first would hide every pin.
Result<bool> is_bpffs(const std::string& path) {
  struct statfs info {};
  const int error = ::statfs(path.c_str(), &info) == 0 ? 0 : errno;
  if (error == ENOENT) return false;
  if (error != 0) return system_error(fmt::format("look for a bpf filesystem at {}", path), error);
  return static_cast<unsigned long>(info.f_type) == BPF_FS_MAGIC;
}

Status remove_folder(const std::string& folder) {
  HG_TRY(const auto names, list_folder(folder));
  for (const std::string& name : names)
    HG_CHECK(remove_file(fmt::format("{}/{}", folder, name)));
  const int error = ::rmdir(folder.c_str()) == 0 ? 0 : errno;
  if (error != 0 && error != ENOENT) return system_error(fmt::format("remove {}", folder), error);
  return Done{};
}

}  // namespace

std::string Pins::maps_of(const std::string& link) const {
  return fmt::format("{}/v{}/{}", root_, HG_ABI_VERSION, link);
}

std::string Pins::map(const std::string& link, const std::string& name) const {
  return maps_of(link) + "/" + name;
}

std::string Pins::program(const std::string& link, std::size_t side) const {
  return fmt::format("{}/prog_{}", maps_of(link), side);
}

std::string Pins::egress(const std::string& link, std::size_t side) const {
  return fmt::format("{}/egress_{}", maps_of(link), side);
}

std::string Pins::ports_of(const std::string& link) const {
  return fmt::format("{}/links/{}", root_, link);
}

std::string Pins::port(const std::string& link, const std::string& interface) const {
  return ports_of(link) + "/" + encode_name(interface);
}

Status Pins::ensure_mounted() const {
  HG_TRY(const bool mounted_before, is_bpffs(root_));
  if (mounted_before) return Done{};
  HG_CHECK(make_directories(root_));
  constexpr unsigned long kFlags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  const int mounted = ::mount("bpf", root_.c_str(), "bpf", kFlags, "mode=0700");
  const int error = mounted == 0 ? 0 : errno;
  if (error != 0)
    return system_error(fmt::format("mount a bpf filesystem at {}", root_), error,
                        "run as root, or have it mounted for you and name it with --bpffs");
  // Its root is uid 0's, whoever mounts it.
  return give_to_owner(root_);
}

Result<std::vector<std::string>> Pins::links() const {
  return list_folder(fmt::format("{}/v{}", root_, HG_ABI_VERSION));
}

Result<std::vector<std::string>> Pins::port_pins(const std::string& link) const {
  HG_TRY(std::vector<std::string> pins, list_folder(ports_of(link)));
  for (std::string& pin : pins)
    pin = fmt::format("{}/{}", ports_of(link), pin);
  return pins;
}

Result<std::vector<std::string>> Pins::other_versions(const std::string& link) const {
  HG_TRY(const auto names, list_folder(root_));
  std::vector<std::string> versions;
  for (const std::string& name : names) {
    if (name[0] != 'v' || name == fmt::format("v{}", HG_ABI_VERSION)) continue;
    HG_TRY(const auto links, list_folder(fmt::format("{}/{}", root_, name)));
    if (std::binary_search(links.begin(), links.end(), link)) versions.push_back(name.substr(1));
  }
  return versions;
}

Status Pins::make_folders(const std::string& link) const {
  HG_CHECK(make_directories(maps_of(link)));
  return make_directories(ports_of(link));
}

Status Pins::remove(const std::string& link) const {
  HG_TRY(const auto ports, port_pins(link));
  for (const std::string& pin : ports) {
    // Where this fails, the program goes with its pin, a little later.
    const Status detached = detach_link_pin(pin);
    static_cast<void>(detached);
  }
  HG_CHECK(remove_folder(ports_of(link)));
  HG_TRY(const auto versions, other_versions(link));
  for (const std::string& version : versions)
    HG_CHECK(remove_folder(fmt::format("{}/v{}/{}", root_, version, link)));
  return remove_folder(maps_of(link));
}

std::string next_of(const std::string& pin) {
  return pin + "%next";
}

Status rename_pin(const std::string& from, const std::string& to) {
  const int error = ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("rename pin {}", from), error);
  return Done{};
}

}  // namespace haguard
