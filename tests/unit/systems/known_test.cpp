// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "systems/known.h"

#include <catch2/catch.hpp>

using namespace haguard;

namespace {

std::vector<System> systems() {
  std::vector<System> all(2);
  all[0].id = "cisco-asa";
  all[1].id = "vrrp";
  return all;
}

}  // namespace

TEST_CASE("systems: a name that is known, and none", "[systems]") {
  CHECK(check_system_name(systems(), "vrrp", "attach rooms", "--system").ok());
  CHECK(check_system_name(systems(), "", "attach rooms", "--system").ok());
}

TEST_CASE("systems: an unknown name is refused with the nearest one", "[systems]") {
  const Status mistyped = check_system_name(systems(), "cisco-aza", "attach rooms", "--system");
  REQUIRE_FALSE(mistyped.ok());
  CHECK(mistyped.error().kind == ErrorKind::kNotFound);
  CHECK(mistyped.error().message ==
        "attach rooms: there is no system \"cisco-aza\" in the knowledge base");
  CHECK(mistyped.error().hint ==
        "correct --system, or add a file for it; did you mean \"cisco-asa\"?");
  const Status unlike = check_system_name(systems(), "unlike-any", "learn", kConfiguredSystem);
  REQUIRE_FALSE(unlike.ok());
  CHECK(unlike.error().hint.find("known here: cisco-asa, vrrp") != std::string::npos);
  const Status without = check_system_name(std::vector<System>(), "vrrp", "learn", "--system");
  REQUIRE_FALSE(without.ok());
  CHECK(without.error().hint.find("--systems FOLDER") != std::string::npos);
}
