// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The end-to-end tests a second time, for a haguard that is not root: every command of it runs as a
// user of its own with two capabilities, in a bpffs and a state folder of that user. The tests
// themselves, the networks that they make and the software of the units stay root's.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "harness/process.h"

namespace haguard {

// That user, where the environment has HAGUARD_TEST_ROOTLESS.
std::optional<uid_t> rootless_user();

// Makes it a command of that user, with CAP_BPF and CAP_NET_ADMIN and no more.
void run_rootless(Command& command);

// Gives a folder and all that is in it to that user: also what a test wrote there as root.
void give_to_rootless(const std::string& folder);

// The name by which haguard knows who runs it.
std::string haguard_user();

// First in a test that needs a haguard that is root: says why, and ends the process as skipped.
void needs_root(const char* why);

}  // namespace haguard
