// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Network namespaces without names: they exist as long as a descriptor or a process holds them, so
// tests run in parallel and a killed test leaves nothing behind. Tools that want a path use path().
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

class Netns {
 public:
  // A new namespace with its loopback up.
  static Result<Netns> create();

  int fd() const { return fd_.get(); }
  // /proc/PID/fd/N: for "ip link ... netns PATH" and "nsenter --net=PATH" while the test runs.
  std::string path() const;

  // Runs `action` with the calling thread inside the namespace, and comes back.
  Status inside(const std::function<Status()>& action) const;

  // ip(8) inside the namespace, one command per line, all or an Error ("ip -batch").
  Status ip_batch(const std::string& lines) const;
  // A command inside the namespace that must succeed; its standard output.
  Result<std::string> run(std::vector<std::string> argv) const;
  // Writes /proc/sys/NAME inside the namespace; NAME uses slashes.
  Status sysctl(const std::string& name, const std::string& value) const;
  // Bridges in here forward every frame, broken ones too: br_netfilter, where the kernel has it,
  // does not look at them.
  Status bridge_without_netfilter() const;
  // The interface's number inside the namespace. kNotFound when absent.
  Result<unsigned> interface_index(const std::string& name) const;

 private:
  explicit Netns(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace haguard
