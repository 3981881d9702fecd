// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What README.md tells an operator to type.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace haguard {

// The lines of block `number` (from 0) of indented text under this heading, without the indentation
// and without what follows " #". Fails the test where there is none.
std::vector<std::string> readme_block(const std::string& heading, std::size_t number = 0);

// The README's ports are eth1 and eth2, the guest's are room1 and room2.
std::string with_guest_ports(std::string text);

}  // namespace haguard
