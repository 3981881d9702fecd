// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Who may read: the file, and the door.
#include "web/users.h"

#include <catch2/catch.hpp>

#include "harness/times.h"

using namespace haguard;

namespace {

// "secret", each.
const std::string kBcrypt = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
const std::string kSha512 =
    "$6$rounds=1000$abcdefgh$nhYjN017qxiYztzyUpZtPnUQcnLy62KsunSLHNeLahp2EHPlAKmFFlrjEwSXGo2kgY5h"
    "R2.peKEg2VGUqIJJu1";

}  // namespace

TEST_CASE("web users: a line each, and what is wrong with its line") {
  const auto users =
      parse_web_users("# who\n\nprometheus:" + kBcrypt + "\nb:" + kSha512 + "\n", "users");
  REQUIRE(users.ok());
  CHECK(users->at("prometheus") == kBcrypt);
  CHECK(users->size() == 2);
  const auto refused = [](const std::string& text, const std::string& words) {
    const auto result = parse_web_users(text, "users");
    INFO(text);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().kind == ErrorKind::kUsage);
    CHECK_THAT(result.error().message, Catch::Contains(words));
  };
  refused("a:" + kBcrypt + "\na:" + kBcrypt + "\n", "users:2: a a second time");
  refused("# who\na:secret\n", "users:2: not NAME:HASH");
  refused(":" + kBcrypt + "\n", "users:1: not NAME:HASH");
  refused("a\n", "users:1: not NAME:HASH");
  refused("", "nobody could read");
}

TEST_CASE("doorkeeper: the right password of the right user, by any hash") {
  for (const std::string& hash : {kBcrypt, kSha512}) {
    Doorkeeper door({{"prometheus", hash}});
    std::uint64_t now = kSecond;
    const auto admit = [&](const char* name, const char* password) {
      return door.admit(name, password, now += 2 * kSecond);
    };
    CHECK(admit("prometheus", "secre") == Admission::kRefused);
    CHECK(admit("other", "secret") == Admission::kRefused);
    CHECK(admit("", "") == Admission::kRefused);
    CHECK(admit("prometheus", "secret") == Admission::kAdmitted);
    CHECK(admit("prometheus", "secret!") == Admission::kRefused);
  }
}

TEST_CASE("doorkeeper: one password a second is hashed, and one that was right needs none") {
  Doorkeeper door({{"prometheus", kBcrypt}});
  CHECK(door.admit("prometheus", "secret", 10 * kSecond) == Admission::kAdmitted);
  CHECK(door.admit("prometheus", "guess", 12 * kSecond) == Admission::kRefused);
  CHECK(door.admit("prometheus", "guess", 12 * kSecond + 1) == Admission::kLater);
  CHECK(door.admit("prometheus", "secret", 12 * kSecond + 2) == Admission::kAdmitted);
  CHECK(door.admit("prometheus", "guess", 13 * kSecond) == Admission::kRefused);
}

TEST_CASE("doorkeeper: without users everybody may read") {
  Doorkeeper door({});
  CHECK(door.admits_everybody());
  CHECK(door.admit("", "", 0) == Admission::kAdmitted);
}
