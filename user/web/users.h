// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Who may read a web page: names with hashed passwords, and the check at the door. What must stay
// true: hashing a password takes long on purpose, so strangers cannot make us do it often.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"

namespace haguard {

using WebUsers = std::map<std::string, std::string>;  // name to hash

// NAME:HASH, a line each, as htpasswd -B and mkpasswd make them; # begins a comment. kUsage, with
// the line, for a hash that crypt(3) would not accept from anybody, and for a file without users.
Result<WebUsers> parse_web_users(const std::string& text, const std::string& file);

enum class Admission : std::uint8_t {
  kAdmitted,
  kRefused,
  kLater,  // a password was hashed a moment ago: ask again in a second
};

class Doorkeeper {
 public:
  explicit Doorkeeper(WebUsers users) : users_(std::move(users)) {}

  bool admits_everybody() const { return users_.empty(); }
  Admission admit(const std::string& name, const std::string& password, std::uint64_t now_ns);

 private:
  WebUsers users_;
  // Passwords that were right: they need no hashing again.
  std::map<std::string, std::string> known_;
  std::uint64_t quiet_until_ns_ = 0;
};

}  // namespace haguard
