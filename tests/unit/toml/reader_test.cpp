// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The strict TOML reader: what it refuses, and that it says where.
#include "toml/reader.h"

#include <catch2/catch.hpp>

using namespace haguard;

namespace {

// Reads one table with a text, a number, a duration, a choice and a list.
Status read(const std::string& text) {
  const auto tree = parse_toml(text, "x.toml");
  if (!tree) return tree.error();
  TomlFile file("x.toml");
  TomlReader reader(*tree, file, "thing");
  reader.required_text("name");
  reader.integer("count", 1, 10);
  reader.duration("hold");
  reader.choice("form", {"one", "two"});
  reader.texts("words");
  for (TomlReader& child : reader.tables("child")) {
    child.boolean("yes");
    (void)child.finish();
  }
  return reader.finish();
}

void refused(const std::string& text, const std::string& place, const std::string& words,
             const std::string& hint) {
  const Status status = read(text);
  INFO(text);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().kind == ErrorKind::kUsage);
  CHECK(status.error().message.rfind("x.toml:" + place + ": ", 0) == 0);
  CHECK_THAT(status.error().message, Catch::Contains(words));
  CHECK_THAT(status.error().hint, Catch::Contains(hint));
}

}  // namespace

TEST_CASE("toml: what is right is read", "[toml]") {
  CHECK(
      read("name = \"a\"\ncount = 3\nhold = \"200ms\"\nform = \"two\"\nwords = [\"x\"]\n"
           "[[child]]\nyes = true\n"));
}

TEST_CASE("toml: what is wrong is refused with its place", "[toml]") {
  refused("name = ", "1:8", "", "TOML");
  refused("count = 3\n", "1:1", "has no name", "name");
  refused("name = 3\n", "1:8", "name of this thing is an integer", "a string");
  refused("name = \"a\"\ncount = 11\n", "2:9", "is 11", "from 1 to 10");
  refused("name = \"a\"\nhold = \"soon\"\n", "2:8", "hold", "");
  refused("name = \"a\"\nform = \"three\"\n", "2:8", "three", "one, two");
  refused("name = \"a\"\nwords = [1]\n", "2:10", "an integer", "strings");
  refused("name = \"a\"\nnmae = \"b\"\n", "2:1", "unknown key \"nmae\"", "did you mean \"name\"");
  refused("name = \"a\"\nwhatever = 1\n", "2:1", "unknown key", "known here: name");
  refused("name = \"a\"\n[[child]]\nyes = 1\n", "3:7", "yes of this child", "true or false");
  refused("name = \"a\"\n[child]\nyes = true\n", "2:1", "child of this thing is a table", "a list");
}

TEST_CASE("toml: the first error is kept", "[toml]") {
  refused("name = 1\ncount = \"x\"\n", "1:8", "name of this thing", "");
}
