// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The strict TOML reader: what it refuses, and that it says where.
#include "toml/reader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>

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

TEST_CASE("toml: all errors of a file are told, in its order, up to 20", "[toml]") {
  const Status two = read("count = \"x\"\nnmae = 1\nname = 1\n");
  REQUIRE_FALSE(two.ok());
  CHECK(two.error().message ==
        "x.toml:1:9: count of this thing is a string; write an integer\n"
        "x.toml:2:1: unknown key \"nmae\" in this thing; did you mean \"name\"?\n"
        "x.toml:3:8: name of this thing is an integer; write a string");

  std::string text = "name = \"a\"\n";
  for (int i = 0; i < 25; ++i)
    text += "unknown" + std::to_string(i) + " = 1\n";
  const Status many = read(text);
  REQUIRE_FALSE(many.ok());
  const std::string& message = many.error().message;
  CHECK(std::count(message.begin(), message.end(), '\n') == 20);
  CHECK_THAT(message, Catch::EndsWith("x.toml: and 5 more"));
}

TEST_CASE("toml: nesting that would exhaust the stack is refused", "[toml]") {
  const auto dotted = [](std::size_t parts) {
    std::string key = "name = \"a\"\ntext = \"\"\"\n...\n\"\"\" # ...\na";
    for (std::size_t i = 1; i < parts; ++i)
      key += ".a";
    return parse_toml(key + " = 1\n", "x.toml");
  };
  CHECK(dotted(65).ok());
  const auto deep = dotted(100000);
  REQUIRE_FALSE(deep.ok());
  CHECK_THAT(deep.error().message, Catch::StartsWith("x.toml:5:1: "));
  CHECK_FALSE(parse_toml("a = " + std::string(100000, '['), "x.toml").ok());
  CHECK(parse_toml("a = \"" + std::string(1000, '.') + "\"", "x.toml").ok());
}
