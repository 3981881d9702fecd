// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The kinds of events. A kind is checked when it is compiled, so that none is recorded which
// metrics and documentation do not know.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace haguard {

// Every kind there is, in the order of docs/json.md.
inline constexpr std::array<std::string_view, 16> kEventKinds = {
    "mode",     "policy", "forced", "attach", "upgrade", "port",     "forward", "lease",
    "fallback", "alert",  "missed", "silent", "back",    "failover", "mac",     "new_flow"};

class EventKind {
 public:
  // One of kEventKinds; any other is no constant expression, which does not compile.
  consteval EventKind(const char* name) : name_(name) {
    if (std::find(kEventKinds.begin(), kEventKinds.end(), name_) == kEventKinds.end())
      throw "no kind of event";
  }
  std::string_view name() const { return name_; }

 private:
  std::string_view name_;
};

}  // namespace haguard
