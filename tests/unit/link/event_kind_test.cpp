// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The kinds of events that there are, and those that docs/json.md describes.
#include "link/event_kind.h"

#include <catch2/catch.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.h"
#include "fixture/must.h"

using namespace haguard;

namespace {

// The names in the first cells of the table below "## events".
std::vector<std::string> documented() {
  const std::regex name("`([a-z_]+)`");
  std::vector<std::string> kinds;
  std::istringstream lines(must(read_file(HAGUARD_SOURCE_DIR "/docs/json.md")));
  bool is_inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("## ", 0) == 0) is_inside = line == "## events";
    if (!is_inside || line.rfind("| `", 0) != 0) continue;
    const std::string cell = line.substr(0, line.find('|', 1));
    for (std::sregex_iterator found(cell.begin(), cell.end(), name), end; found != end; ++found)
      kinds.push_back((*found)[1]);
  }
  return kinds;
}

}  // namespace

TEST_CASE("event kinds: the documented ones, in their order") {
  CHECK(documented() == std::vector<std::string>(kEventKinds.begin(), kEventKinds.end()));
}
