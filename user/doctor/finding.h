// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One thing that haguard doctor has to say. Every check makes exactly one finding, also when all is
// well and when it could not look, so that silence never means anything.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

enum class Severity : std::uint8_t { kOk, kNote, kWarning, kError };

// "ok", "note", "warning", "error"
const char* severity_name(Severity severity);

struct Finding {
  std::string id;  // "port.rxvlan": stable, for scripts and docs/doctor.md
  Severity severity = Severity::kOk;
  bool checked = true;               // false: the check could not be made
  std::string link;                  // empty: of the machine
  std::string port;                  // empty: of the whole link, or of the machine
  std::string what;                  // one line
  std::vector<std::string> details;  // one line each: chains, files, ports
  std::string why;                   // what it means for an HA link
  std::vector<std::string> remedy;   // commands

  static Finding ok(const char* id, std::string what);
  static Finding note(const char* id, std::string what, std::string why,
                      std::vector<std::string> remedy = {});
  static Finding warning(const char* id, std::string what, std::string why,
                         std::vector<std::string> remedy = {});
  static Finding error(const char* id, std::string what, std::string why,
                       std::vector<std::string> remedy = {});
  // A note that the check was not made, and why not.
  static Finding unchecked(const char* id, const Error& error);
};

}  // namespace haguard
