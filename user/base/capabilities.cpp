// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/capabilities.h"

#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

#include "base/file.h"

namespace haguard {

Result<std::uint64_t> effective_capabilities() {
  HG_TRY(const std::string status, read_file("/proc/self/status"));
  constexpr std::string_view kField = "CapEff:\t";
  const std::size_t at = status.find(kField);
  std::uint64_t bits = 0;
  const char* first = status.data() + at + kField.size();
  if (at == std::string::npos ||
      std::from_chars(first, status.data() + status.size(), bits, 16).ec != std::errc())
    return failed("read the capabilities of this process: /proc/self/status does not say");
  return bits;
}

}  // namespace haguard
