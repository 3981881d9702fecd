// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Namespaces are made by unshare() on the calling thread, which then returns to where it was.
#include "harness/netns.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <net/if.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>

#include "harness/process.h"

namespace haguard {
namespace {

constexpr const char* kCurrent = "/proc/thread-self/ns/net";

Result<Fd> open_current() {
  Fd fd(::open(kCurrent, O_RDONLY | O_CLOEXEC));
  const int error = errno;
  if (!fd.valid()) return system_error(fmt::format("open {}", kCurrent), error);
  return fd;
}

Status enter(int fd) {
  if (::setns(fd, CLONE_NEWNET) == 0) return Done{};
  const int error = errno;
  return system_error("enter a network namespace", error, "run as root");
}

}  // namespace

Result<Netns> Netns::create() {
  HG_TRY(Fd home, open_current());
  if (::unshare(CLONE_NEWNET) != 0) {
    const int error = errno;
    return system_error("make a network namespace", error, "run as root");
  }
  auto made = open_current();
  HG_CHECK(enter(home.get()));
  if (!made.ok()) return made.error();
  Netns netns(std::move(made).value());
  HG_CHECK(netns.ip_batch("link set lo up\n"));
  return netns;
}

std::string Netns::path() const {
  return fmt::format("/proc/{}/fd/{}", ::getpid(), fd_.get());
}

Status Netns::inside(const std::function<Status()>& action) const {
  HG_TRY(Fd home, open_current());
  HG_CHECK(enter(fd_.get()));
  Status status = action();
  HG_CHECK(enter(home.get()));
  return status;
}

Status Netns::ip_batch(const std::string& lines) const {
  HG_CHECK(run_ok({.argv = {"ip", "-batch", "-"}, .netns = fd_.get(), .input = lines}));
  return Done{};
}

Result<std::string> Netns::run(std::vector<std::string> argv) const {
  return run_ok({.argv = std::move(argv), .netns = fd_.get()});
}

Status Netns::sysctl(const std::string& name, const std::string& value) const {
  return inside([&]() -> Status {
    const std::string path = "/proc/sys/" + name;
    const Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    const int open_error = errno;
    if (!file.valid()) return system_error(fmt::format("open {}", path), open_error);
    const ssize_t written = ::write(file.get(), value.data(), value.size());
    const int error = errno;
    if (written == static_cast<ssize_t>(value.size())) return Done{};
    return system_error(fmt::format("write {} to {}", value, path), error);
  });
}

Status Netns::bridge_without_netfilter() const {
  for (const char* name :
       {"net/bridge/bridge-nf-call-iptables", "net/bridge/bridge-nf-call-ip6tables",
        "net/bridge/bridge-nf-call-arptables"}) {
    if (::access(fmt::format("/proc/sys/{}", name).c_str(), F_OK) != 0) continue;
    HG_CHECK(sysctl(name, "0"));
  }
  return Done{};
}

Result<unsigned> Netns::interface_index(const std::string& name) const {
  unsigned index = 0;
  HG_CHECK(inside([&]() -> Status {
    index = ::if_nametoindex(name.c_str());
    return Done{};
  }));
  if (index == 0) return not_found(fmt::format("look up interface {}: no such interface", name));
  return index;
}

}  // namespace haguard
