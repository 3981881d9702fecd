// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/result.h"

#include <system_error>

namespace haguard {

Error system_error(std::string attempt, int error_number, std::string hint) {
  return failed(std::move(attempt) + ": " + std::generic_category().message(error_number),
                std::move(hint));
}

}  // namespace haguard
