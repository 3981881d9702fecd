// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/memory.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <catch2/catch.hpp>
#include <string>

#include "base/contains.h"
#include "base/fd.h"
#include "base/file.h"
#include "fixture/must.h"
#include "harness/scratch.h"

namespace haguard {
namespace {

constexpr std::size_t kSize = 65536;

std::string mapping(const std::string& head, int resident, int anonymous, int swap) {
  return head + "\nSize:                 64 kB\nRss:       " + std::to_string(resident) +
         " kB\nAnonymous:       " + std::to_string(anonymous) +
         " kB\nSwap:            " + std::to_string(swap) + " kB\nVmFlags: rd mr mw me \n";
}

// The first bytes of a file, private; unmapped at the end.
class Mapped {
 public:
  Mapped(const std::string& file, int protection) {
    const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(fd.valid());
    at_ = static_cast<char*>(::mmap(nullptr, kSize, protection, MAP_PRIVATE, fd.get(), 0));
    REQUIRE(at_ != MAP_FAILED);
  }
  ~Mapped() { ::munmap(at_, kSize); }
  Mapped(Mapped&&) = delete;

  char* at() { return at_; }
  char first() const { return *static_cast<volatile char*>(at_); }
  // It has pages, and they may go.
  bool may_go() const {
    const auto begin = reinterpret_cast<std::uint64_t>(at_);
    return contains(rereadable_ranges(must(read_file("/proc/self/smaps"))), {begin, begin + kSize});
  }

 private:
  char* at_ = nullptr;
};

}  // namespace

TEST_CASE("only what can be read again from its file is let go", "[memory]") {
  const std::string file = " 00001000 08:01 42          /usr/lib/libone.so.1";
  const std::string good = mapping("1000-11000 r-xp" + file, 64, 0, 0);
  const std::vector<MemoryRange> expected = {{0x1000, 0x11000}};
  CHECK(rereadable_ranges(good) == expected);
  CHECK(rereadable_ranges(mapping("1000-11000 r--p" + file, 4, 0, 0)) == expected);
  CHECK(rereadable_ranges(mapping("1000-11000 r--p" + file + " (deleted)", 4, 0, 0)) == expected);
  SECTION("not what was written, where it is in swap, too") {
    CHECK(rereadable_ranges(mapping("1000-11000 r--p" + file, 64, 4, 0)).empty());
    CHECK(rereadable_ranges(mapping("1000-11000 r--p" + file, 64, 0, 4)).empty());
  }
  SECTION("not what can be written, or is another's, too") {
    CHECK(rereadable_ranges(mapping("1000-11000 rw-p" + file, 64, 0, 0)).empty());
    CHECK(rereadable_ranges(mapping("1000-11000 r--s" + file, 64, 0, 0)).empty());
  }
  SECTION("not what is no file") {
    CHECK(
        rereadable_ranges(mapping("1000-11000 r-xp 00000000 00:00 0    [vdso]", 4, 0, 0)).empty());
    CHECK(rereadable_ranges(mapping("1000-11000 r--p 00000000 00:00 0 ", 4, 0, 0)).empty());
  }
  SECTION("not what has no page") {
    CHECK(rereadable_ranges(mapping("1000-11000 r-xp" + file, 0, 0, 0)).empty());
  }
  SECTION("not what a kernel says less of") {
    CHECK(rereadable_ranges("1000-11000 r-xp" + file + "\nRss: 64 kB\n").empty());
  }
  SECTION("each by itself") {
    const std::string written = mapping("11000-21000 r--p" + file, 64, 64, 0);
    const std::string more = mapping("7f0000021000-7f0000031000 r--p" + file, 64, 0, 0);
    CHECK(rereadable_ranges(good + written + more) ==
          std::vector<MemoryRange>{{0x1000, 0x11000}, {0x7f0000021000, 0x7f0000031000}});
  }
  SECTION("nothing of what is no smaps") {
    for (const char* text : {"", "\n", "\n\n", "-", "1000-", "1000-11000", "Rss:", "Rss: kB",
                             "Rss:      ", "x-y r-xp 0 0 0 /file\nRss: 4 kB\n"})
      CHECK(rereadable_ranges(text).empty());
  }
}

TEST_CASE("pages of a file go, and what was written over them stays", "[memory]") {
  const TempDir scratch = must(TempDir::create());
  const std::string file = scratch.path() + "/pages";
  REQUIRE(write_file(file, std::string(kSize, 'a')).ok());
  Mapped read(file, PROT_READ);
  Mapped written(file, PROT_READ | PROT_WRITE);
  *written.at() = 'b';
  REQUIRE(::mprotect(written.at(), kSize, PROT_READ) == 0);
  REQUIRE(read.first() == 'a');
  REQUIRE(read.may_go());
  give_back_memory();
  CHECK_FALSE(read.may_go());
  CHECK(read.first() == 'a');
  CHECK(written.first() == 'b');
}

}  // namespace haguard
