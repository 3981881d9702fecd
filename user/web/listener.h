// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A socket that listens, apart from the server that takes its connections: another server can take
// its place without a moment in which nobody listens.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "config/listen_address.h"

namespace haguard {

class Listener {
 public:
  // A unix socket that nobody listens at any more is replaced; group and owner may connect to it.
  static Result<Listener> open(const ListenAddress& address);
  Listener(Listener&& other) noexcept = default;
  Listener& operator=(Listener&& other) = delete;
  // Takes the name of a unix socket away.
  ~Listener();

  const ListenAddress& address() const { return address_; }
  // Another descriptor of the same socket, for a server that closes it.
  Result<Fd> share() const;

 private:
  Listener(ListenAddress address, Fd fd) : address_(std::move(address)), fd_(std::move(fd)) {}

  ListenAddress address_;
  Fd fd_;
};

}  // namespace haguard
