// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace haguard {
namespace {

// What helps against this error whatever was attempted; may be empty.
const char* usual_hint(int error_number) {
  switch (error_number) {
    case EPERM:
    case EACCES:
      return "run as root, or with CAP_BPF and CAP_NET_ADMIN";
    case ENOENT:
    case ENOTDIR:
      return "check the path";
    case ENOSPC:
    case EDQUOT:
      return "free some space on that file system";
    case EROFS:
      return "that file system is mounted read-only";
    default:
      return "";
  }
}

}  // namespace

Error system_error(std::string attempt, int error_number, std::string hint) {
  if (hint.empty()) hint = usual_hint(error_number);
  return failed(std::move(attempt) + ": " + std::generic_category().message(error_number),
                std::move(hint));
}

}  // namespace haguard
