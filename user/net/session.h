// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The operator who types over the network, and the interface he is reached through. Cutting that
// one off cuts the operator off.
#pragma once

#include <optional>
#include <string>

#include "base/address.h"
#include "base/result.h"

namespace haguard {

// The client's address in the value of SSH_CONNECTION; a zone is taken off, and an IPv4 address in
// IPv6 form is an IPv4 address. Nothing where it is not one.
std::optional<IpAddress> client_in(const std::string& ssh_connection);

struct Session {
  IpAddress client;
  unsigned interface = 0;  // that answers to it leave by
};

// Nothing where nobody is logged in over the network. kFailed when the way back is not known.
Result<std::optional<Session>> operator_session();

}  // namespace haguard
