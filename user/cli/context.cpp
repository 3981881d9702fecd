// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/context.h"

#include <fmt/format.h>

#include <cstdio>

namespace haguard {
namespace {

void say(const char* kind, const std::string& text, const std::string& hint) {
  fmt::print(stderr, "haguard: {}{}\n", kind, text);
  if (!hint.empty()) fmt::print(stderr, "  hint: {}\n", hint);
}

}  // namespace

Result<Link> open_chosen(const Context& context, const std::string& name) {
  HG_TRY(const std::string chosen, choose_link(context.place, name));
  return open_link(context.place, chosen);
}

void warn(const std::string& text, const std::string& hint) {
  say("warning: ", text, hint);
}

void report(const Error& error) {
  say("", error.message, error.hint);
}

}  // namespace haguard
