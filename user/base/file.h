// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Whole files: read with a size limit, written so that a crash leaves the old one or the new one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

inline constexpr std::size_t kMaxFileBytes = 64UL << 20U;

// The content of a regular file. kNotFound when absent, kFailed when unreadable, not a regular
// file, or larger than `limit` bytes.
Result<std::string> read_file(const std::string& path, std::size_t limit = kMaxFileBytes);

// Writes to a temporary file beside `path`, fsyncs it, renames it over `path` and fsyncs the
// folder. On failure `path` is what it was before.
Status write_file(const std::string& path, const std::string& content, unsigned mode = 0640);

// The same in a folder that is haguard's alone: what writers that were killed in the middle left
// there is removed (base/leftovers.h).
Status write_own_file(const std::string& path, const std::string& content);

// Appends one line in one write, synced. A file that would grow beyond `limit` bytes becomes
// `older` first, which is replaced.
Status append_line(const std::string& path, const std::string& line, const std::string& older,
                   std::size_t limit, unsigned mode = 0640);

// The open file is still the one at `path`: none took its place, and it was not renamed or removed.
Result<bool> is_at(const Fd& fd, const std::string& path);

// Makes `path` and its missing parents (mode 0750 where made).
Status make_directories(const std::string& path);

// Names in a folder, sorted, without those that begin with a dot; none where there is no such
// folder.
Result<std::vector<std::string>> list_folder(const std::string& path);

// When it was last written, in nanoseconds since the epoch. kNotFound when absent.
Result<std::int64_t> modified_ns(const std::string& path);

// In the place of what `to` was. Both are on one file system.
Status rename_file(const std::string& from, const std::string& to);

// Absent is fine.
Status remove_file(const std::string& path);

}  // namespace haguard
