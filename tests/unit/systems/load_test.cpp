// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Loading the knowledge base: overriding, and what is refused where.
#include "systems/load.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "harness/scratch.h"
#include "systems/read.h"

using namespace haguard;

namespace {

std::string entry(const std::string& id, const std::string& title, const std::string& more = {}) {
  return "id = \"" + id + "\"\ntitle = \"" + title +
         "\"\nconfidence = \"M\"\nsource = \"a test\"\n[[flow]]\nname = \"f\"\nlabel = \"L\"\n"
         "confidence = \"?\"\nsource = \"a test\"\n" +
         more;
}

void refused(const std::string& more, const std::string& place, const std::string& words) {
  const auto system = read_system(entry("a", "A", more), "a.toml");
  INFO(more);
  REQUIRE_FALSE(system.ok());
  CHECK(system.error().kind == ErrorKind::kUsage);
  CHECK(system.error().message.rfind("a.toml:" + place, 0) == 0);
  CHECK_THAT(system.error().message, Catch::Contains(words));
}

}  // namespace

TEST_CASE("systems: a later folder replaces and adds", "[systems]") {
  auto scratch = TempDir::create();
  REQUIRE(scratch.ok());
  const std::string base = scratch->path() + "/installed";
  const std::string own = scratch->path() + "/own";
  REQUIRE(make_directories(base).ok());
  REQUIRE(make_directories(own).ok());
  REQUIRE(write_file(base + "/a.toml", entry("a", "installed", "protocol = 105\n")).ok());
  REQUIRE(write_file(base + "/b.toml", entry("b", "installed", "protocol = 8\n")).ok());
  REQUIRE(write_file(base + "/README", "no system").ok());
  REQUIRE(write_file(own + "/mine.toml", entry("a", "mine", "protocol = 105\n")).ok());

  const auto systems = load_systems({base, own, scratch->path() + "/absent"});
  REQUIRE(systems.ok());
  REQUIRE(systems->size() == 2);
  CHECK((*systems)[0].title == "mine");
  CHECK((*systems)[1].title == "installed");

  REQUIRE(write_file(base + "/c.toml", entry("b", "twice", "protocol = 8\n")).ok());
  const auto twice = load_systems({base});
  REQUIRE_FALSE(twice.ok());
  CHECK_THAT(twice.error().message, Catch::Contains("c.toml") && Catch::Contains("b.toml"));
}

TEST_CASE("systems: what is wrong is refused with its place", "[systems]") {
  refused("", "5:", "names no protocol");
  refused("protocol = 105\narp = true\n", "5:", "more than one");
  refused("protocol = 256\n", "10:1", "neither a number nor a known name");
  refused("protocol = \"tpc\"\n", "10:1", "neither a number nor a known name");
  refused("protocol = 105\nports = [1]\n", "11:1", "has no ports");
  refused("protocol = \"udp\"\nports = [70000]\n", "11:10", "no port");
  refused("protocol = \"udp\"\nports = [\"9-5\"]\n", "11:10", "no port");
  refused("protocol = \"udp\"\nport_form = \"source\"\n", "11:13", "source");
  refused("protocol = 105\nto = [\"all\"]\n", "11:1", "all");
  refused("protocol = 112\ngroups = [\"224.0.0.18\"]\n", "11:", "does not go to a group");
  refused("protocol = 112\nto = [\"group\"]\ngroups = [\"192.0.2.1\"]\n", "12:1", "no group");
  refused("protocol = 105\nneed = \"rare\"\n", "11:1", "reason");
  refused("protocol = 105\ninstead = [\"nobody\"]\n", "5:", "nobody");
  refused("protocol = 105\naccompanies = [\"nobody\"]\n", "5:", "nobody");
  refused("protocol = \"udp\"\nports = [5]\naccompanies = [\"f\"]\n", "5:", "has ports");
  refused("protocol = 105\nprot = 1\n", "11:1", "unknown key \"prot\"");
  refused("ethertype = [2048, 5]\n", "10:20", "out of range");
  refused(
      "protocol = 105\n[[flow]]\nname = \"f\"\nlabel = \"x\"\nprotocol = 8\n"
      "confidence = \"H\"\nsource = \"s\"\n",
      "12:1", "second flow");
  refused("protocol = 105\n[shared]\nmacs = [\"00:00:5e\"]\n", "12:1", "no MAC prefix");
  refused("protocol = 105\n[timers]\npoll = \"often\"\n", "12:8", "poll");
}
