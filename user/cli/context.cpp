// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/context.h"

#include "base/say.h"

namespace haguard {
namespace {

void say_with_hint(const char* kind, const std::string& text, const std::string& hint) {
  say("haguard: {}{}\n", kind, text);
  if (!hint.empty()) say("  hint: {}\n", hint);
}

}  // namespace

Result<Link> open_chosen(const Context& context, const std::string& name) {
  HG_TRY(const std::string chosen, choose_link(context.place, name));
  return open_link(context.place, chosen);
}

void warn(const std::string& text, const std::string& hint) {
  say_with_hint("warning: ", text, hint);
}

void report(const Error& error) {
  say_with_hint("", error.message, error.hint);
}

}  // namespace haguard
