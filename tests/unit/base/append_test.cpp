// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A file of lines that is bounded: what several write at once at its limit is all there afterwards.
#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "fixture/must.h"
#include "harness/scratch.h"
#include "harness/text.h"

using namespace haguard;

namespace {

const std::string kLine(79, 'x');
constexpr std::size_t kFull = 10;  // lines

struct Files {
  std::string current;
  std::string older;
};

Status append(const Files& files) {
  return append_line(files.current, kLine + "\n", files.older, kFull * (kLine.size() + 1));
}

std::size_t lines_in(const std::string& path) {
  const Result<std::string> text = read_file(path);
  return text.ok() ? count_of(*text, kLine + "\n") : 0;
}

}  // namespace

TEST_CASE("append: a full file becomes the older one") {
  const TempDir scratch = must(TempDir::create());
  const Files files{scratch.path() + "/lines", scratch.path() + "/older"};
  for (std::size_t i = 0; i < kFull; ++i)
    must(append(files));
  CHECK(lines_in(files.current) == kFull);
  CHECK(lines_in(files.older) == 0);
  must(append(files));
  CHECK(lines_in(files.current) == 1);
  CHECK(lines_in(files.older) == kFull);
}

TEST_CASE("append: writers who find it full at the same time lose nothing") {
  constexpr unsigned kWriters = 3;
  constexpr unsigned kRounds = 100;
  for (unsigned round = 0; round < kRounds; ++round) {
    const TempDir scratch = must(TempDir::create());
    const Files files{scratch.path() + "/lines", scratch.path() + "/older"};
    for (std::size_t i = 0; i < kFull; ++i)
      must(append(files));
    std::atomic<unsigned> ready = 0;
    std::atomic<unsigned> failed = 0;
    std::vector<std::thread> writers;
    for (unsigned i = 0; i < kWriters; ++i)
      writers.emplace_back([&] {
        for (++ready; ready < kWriters;) {
        }
        if (!append(files).ok()) ++failed;
      });
    for (std::thread& writer : writers)
      writer.join();
    INFO("round " << round);
    REQUIRE(failed == 0);
    REQUIRE(lines_in(files.current) + lines_in(files.older) == kFull + kWriters);
  }
}
