// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every event comes once to whoever follows: across torn lines and the change of files.
#include "link/event_follower.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "fixture/must.h"
#include "harness/scratch.h"

using namespace haguard;

namespace {

struct Folder {
  TempDir scratch = must(TempDir::create());
  Place place = at(scratch.path());

  static Place at(const std::string& path) {
    Place place;
    place.state = path;
    return place;
  }
  void record(const std::string& text, std::size_t padding = 0) const {
    Event event;
    event.kind = "test";
    event.text = text;
    if (padding != 0) event.details = {std::string(padding, '.')};
    must(record_event(place, "rooms", event));
  }
  void append(const std::string& bytes) const {
    std::ofstream(events_path(place, "rooms"), std::ios::app) << bytes;
  }
};

std::vector<std::string> texts(EventFollower& follower) {
  std::vector<std::string> texts;
  for (const Event& event : must(follower.fresh()))
    texts.push_back(event.text);
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("follower: first everything, then what is new") {
  const Folder folder;
  EventFollower early(folder.place, "rooms");
  CHECK(texts(early).empty());  // there is no file yet
  folder.record("one");
  folder.record("two");
  CHECK(texts(early) == Texts{"one", "two"});
  CHECK(texts(early).empty());
  folder.record("three");
  CHECK(texts(early) == Texts{"three"});
  EventFollower late(folder.place, "rooms");
  CHECK(texts(late) == Texts{"one", "two", "three"});
}

TEST_CASE("follower: half a line waits for its other half, a torn one is left out") {
  const Folder folder;
  folder.record("one");
  EventFollower follower(folder.place, "rooms");
  folder.append("{\"at_ms\": 1, \"kind\": \"test\", ");
  CHECK(texts(follower) == Texts{"one"});
  folder.append("\"text\": \"two\"}\n{torn\n");
  folder.record("three");
  CHECK(texts(follower) == Texts{"two", "three"});
}

TEST_CASE("follower: no event is lost or told twice where the file becomes the older one") {
  const Folder folder;
  EventFollower follower(folder.place, "rooms");
  Texts sent;
  Texts got;
  for (int i = 0; i < 40; ++i) {
    sent.push_back(std::to_string(i));
    folder.record(sent.back(), kEventBytes / 7);
    if (i % 3 != 0) continue;
    for (const std::string& text : texts(follower))
      got.push_back(text);
  }
  for (const std::string& text : texts(follower))
    got.push_back(text);
  CHECK(got == sent);
}
