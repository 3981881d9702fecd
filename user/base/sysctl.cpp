// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/sysctl.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

#include "base/file.h"

namespace haguard {

Result<std::uint64_t> read_number(const std::string& path) {
  HG_TRY(const std::string text, read_file(path));
  std::uint64_t number = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc())
    return failed(fmt::format("read {}: not a number", path));
  return number;
}

Result<bool> read_switch(const std::string& path) {
  const auto value = read_number(path);
  if (value.ok()) return *value != 0;
  if (value.error().kind == ErrorKind::kNotFound) return false;
  return value.error();
}

}  // namespace haguard
