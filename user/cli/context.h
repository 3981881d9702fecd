// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What every command gets from the global options, and the small things they all do.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "config/config.h"
#include "link/link.h"
#include "link/place.h"

namespace haguard {

struct Context {
  Place place;
  Config config;
  std::string config_file;
  std::optional<Error> config_error;  // bypass and doctor go on without a config
  std::string command_line;           // as typed, for the lock and the history
};

// Opens the link named, or the only one.
Result<Link> open_chosen(const Context& context, const std::string& name);

// A warning for people on standard error; the command goes on.
void warn(const std::string& text, const std::string& hint = {});

// "error: ...\nhint: ..." on standard error.
void report(const Error& error);

}  // namespace haguard
