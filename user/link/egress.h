// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The egress program of each port, which measures residence times. It is an extra: whatever keeps
// it from its place is a warning, and neither attach nor upgrade fails by it. What must stay true:
// qdiscs and filters of anybody else stay, and no frame is lost by it.
#pragma once

#include <cstddef>

#include "haguard/residence.h"
#include "link/link.h"

namespace haguard {

// The link's egress program is on the interface that its XDP program is on.
bool has_egress(const Link& link, std::size_t side);

// Brings the egress program to every port that has its XDP program and not this one: after an
// attach, for a port that came back, for one that lost it. Loads the programs where they are not
// pinned. What is in place stays untouched. Where nothing is stamped, takes it away instead.
void place_egress(Link& link);

// Which frames are stamped from now on, and so whether the egress program is in its place.
Status change_stamping(Link& link, hg_stamping stamping);

// Exchanges the egress programs for those of this binary.
void renew_egress(Link& link);

// Every port loses its egress program. A clsact qdisc that is ours goes, too, where nobody else
// uses it and the interface is down.
void withdraw_egress(const Link& link);

}  // namespace haguard
