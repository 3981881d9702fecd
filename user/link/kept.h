// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A state file with a second copy beside it (<file>.last): one that is torn, truncated or broken by
// hand is reported with its line, and the last good one is used.
#pragma once

#include <string>

#include "base/file.h"
#include "base/result.h"
#include "link/place.h"

namespace haguard {

// The copy is written after the file, so that one of the two is whole at any time. Only the file
// decides whether the change was made.
inline Status write_kept(const std::string& path, const std::string& content) {
  HG_CHECK(write_own_file(path, content));
  const Status copied = write_own_file(path + ".last", content);
  static_cast<void>(copied);  // an older copy is a good one, too
  return Done{};
}

// `parse(text, file)` gives a Result<Value>. kNotFound when the file is absent, whatever the copy.
template <typename Parse>
auto read_kept(const Place& place, const std::string& path, Parse parse)
    -> decltype(parse(std::string(), path)) {
  const Result<std::string> text = read_file(path);
  if (!text.ok()) return text.error();
  auto value = parse(*text, path);
  if (value.ok()) return value;
  const std::string copy = path + ".last";
  const Result<std::string> last = read_file(copy);
  if (!last.ok()) return value;
  auto good = parse(*last, copy);
  if (!good.ok()) return value;
  Error error = value.error();
  error.hint = "the last good one is used";
  place.warn(error);
  return good;
}

}  // namespace haguard
