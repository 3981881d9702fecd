// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What more than one check asks about a virtio_net card.
#pragma once

#include "doctor/facts.h"

namespace haguard {

// The driver switches the hypervisor's offloads off by itself when a native program comes, whatever
// the features of the interface go on to say.
bool drops_guest_offloads(const PortFacts& port);

}  // namespace haguard
