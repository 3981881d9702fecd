// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "web/users.h"

#include <crypt.h>
#include <fmt/format.h>

#include <cstring>
#include <memory>
#include <sstream>

#include "base/seconds.h"

namespace haguard {
namespace {

constexpr std::uint64_t kHashPauseNs = kSecondNs;

bool is_hash(const std::string& text) {
  const int verdict = crypt_checksalt(text.c_str());
  return verdict == CRYPT_SALT_OK || verdict == CRYPT_SALT_TOO_CHEAP;
}

// In a time that does not tell where two texts of one length differ.
bool same_secret(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return difference == 0;
}

bool has_hash(const std::string& password, const std::string& hash) {
  const auto scratch = std::make_unique<crypt_data>();
  const char* made = crypt_r(password.c_str(), hash.c_str(), scratch.get());
  return made != nullptr && made[0] != '*' && same_secret(made, hash);
}

}  // namespace

Result<WebUsers> parse_web_users(const std::string& text, const std::string& file) {
  WebUsers users;
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::size_t colon = line.find(':');
    const bool sane = colon != std::string::npos && colon > 0 && is_hash(line.substr(colon + 1));
    if (!sane)
      return usage(fmt::format("{}:{}: not NAME:HASH", file, number),
                   "htpasswd -nB NAME writes such a line");
    if (!users.emplace(line.substr(0, colon), line.substr(colon + 1)).second)
      return usage(fmt::format("{}:{}: {} a second time", file, number, line.substr(0, colon)));
  }
  if (users.empty())
    return usage(fmt::format("{}: no users, so nobody could read", file),
                 "htpasswd -nB NAME writes a line; leave users_file out to let everybody in");
  return users;
}

Admission Doorkeeper::admit(const std::string& name, const std::string& password,
                            std::uint64_t now_ns) {
  if (admits_everybody()) return Admission::kAdmitted;
  const auto known = known_.find(name);
  if (known != known_.end() && same_secret(known->second, password)) return Admission::kAdmitted;
  if (now_ns < quiet_until_ns_) return Admission::kLater;
  quiet_until_ns_ = now_ns + kHashPauseNs;
  const auto user = users_.find(name);
  // A name that is not there takes as long as one that is.
  const bool right = has_hash(password, (user != users_.end() ? user : users_.begin())->second);
  if (!right || user == users_.end()) return Admission::kRefused;
  known_[name] = password;
  return Admission::kAdmitted;
}

}  // namespace haguard
