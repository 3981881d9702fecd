// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "system/readme.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "base/file.h"
#include "fixture/must.h"

namespace haguard {
namespace {

constexpr const char* kIndent = "    ";

std::string stripped(const std::string& line) {
  const std::string text = line.substr(4, line.find(" #") - 4);
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace

std::vector<std::string> readme_block(const std::string& heading, std::size_t number) {
  std::istringstream readme(must(read_file(HAGUARD_SOURCE_DIR "/README.md")));
  std::vector<std::vector<std::string>> blocks;
  bool inside = false;
  bool open = false;
  for (std::string line; std::getline(readme, line);) {
    const bool is_heading = line.rfind("## ", 0) == 0;
    if (is_heading) inside = line == "## " + heading;
    const bool indented = inside && line.rfind(kIndent, 0) == 0;
    if (indented && !open) blocks.emplace_back();
    if (indented) blocks.back().push_back(stripped(line));
    open = indented;
  }
  INFO("README.md, \"" << heading << "\", block " << number);
  REQUIRE(number < blocks.size());
  return blocks[number];
}

std::string with_guest_ports(std::string text) {
  for (const char* port : {"eth1", "eth2"})
    for (auto at = text.find(port); at != std::string::npos; at = text.find(port, at))
      text.replace(at, 3, "room");
  return text;
}

}  // namespace haguard
