// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Temporary files of write_file() whose writer was killed in the middle: they stay, and nothing
// reads them. What must stay true: one whose writer lives is never taken away.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace haguard {

// The temporary file beside `path` of the process `writer`, which holds a flock() on it until it is
// renamed.
std::string temporary_path(const std::string& path, pid_t writer);

// Whose temporary file it is by its name; nothing for any other name.
std::optional<pid_t> writer_of(std::string_view name);

// Removes those regular files of `folder` that are temporary files by their name, whose writer is
// no more and which nobody has locked. The first is for the moment before a writer has its lock,
// the second for a writer in another pid namespace. What cannot be removed stays. For folders that
// are haguard's alone.
void remove_leftovers(const std::string& folder);

}  // namespace haguard
