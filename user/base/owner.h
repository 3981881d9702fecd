// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Whose the files of an instance are. The daemon is a user of its own; an operator is root. Both
// change the same files and pins, so what root makes belongs to the owner of the state folder.
#pragma once

#include <string>

#include "base/result.h"

namespace haguard {

// From here on this process makes files and pins as the owner of `folder`, and may open what it
// could before. Does nothing for anybody but root, and where `folder` is root's own or absent.
// To be called before there are threads; programs that are run later are root's again.
Status make_files_for_owner_of(const std::string& folder);

// Gives `path`, which the kernel made for root, to whom this process makes files for.
Status give_to_owner(const std::string& path);

}  // namespace haguard
