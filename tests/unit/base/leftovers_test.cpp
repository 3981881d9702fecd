// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/leftovers.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <vector>

#include "base/fd.h"
#include "base/file.h"
#include "fixture/must.h"
#include "harness/scratch.h"

namespace haguard {
namespace {

constexpr pid_t kNobody = 4'194'305;  // beyond every pid that a kernel gives

class StateFolder {
 public:
  std::string path(const std::string& name) const { return scratch_.path() + "/" + name; }
  // A file; its path.
  std::string add(const std::string& name) const {
    REQUIRE(write_file(path(name), "half of it").ok());
    return path(name);
  }
  std::vector<std::string> names() const { return must(list_folder(scratch_.path())); }
  void tidy() const { remove_leftovers(scratch_.path()); }

 private:
  TempDir scratch_ = must(TempDir::create());
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a temporary file is known by its name, and whose it is", "[leftovers]") {
  CHECK(writer_of("policy.toml.tmp.17") == 17);
  CHECK(writer_of("policy.toml.tmp.2147483647") == 2147483647);
  CHECK(writer_of("a.tmp.1.tmp.2") == 2);
  CHECK(writer_of(temporary_path("state.json", kNobody)) == kNobody);
  for (const char* other :
       {"", "policy.toml", ".tmp.17", "a.tmp", "a.tmp.", "a.tmp.0", "a.tmp.-1", "a.tmp.+1",
        "a.tmp.017", "a.tmp. 17", "a.tmp.17 ", "a.tmp.17~", "a.tmp.0x11", "a.tmp.2147483648",
        "a.tmp.99999999999999999999", "a_tmp.17", "a.TMP.17", "a.tmp.17.lock", "a.tmp.1\n7"}) {
    INFO(other);
    CHECK_FALSE(writer_of(other).has_value());
  }
}

TEST_CASE("what a killed writer left is removed, and nothing else", "[leftovers]") {
  const StateFolder folder;
  folder.add("policy.toml");
  SECTION("a dead writer's") {
    folder.add(temporary_path("policy.toml", kNobody));
    folder.add(temporary_path("12.json", kNobody));
    folder.tidy();
    CHECK(folder.names() == Names{"policy.toml"});
  }
  SECTION("not of one that lives") {
    for (const pid_t living : {::getpid(), ::getppid(), 1})
      folder.add(temporary_path("policy.toml", living));
    folder.tidy();
    CHECK(folder.names().size() == 4);
  }
  SECTION("not of one that lives where we cannot see it") {
    const std::string name = temporary_path("policy.toml", kNobody);
    const Fd writer(::open(folder.add(name).c_str(), O_WRONLY | O_CLOEXEC));
    REQUIRE(::flock(writer.get(), LOCK_EX | LOCK_NB) == 0);
    folder.tidy();
    CHECK(folder.names() == Names{"policy.toml", name});
  }
  SECTION("not what is no file, nor what a link leads to") {
    const std::string target = folder.add("kept");
    std::filesystem::create_symlink(target, folder.path("link.tmp.4194305"));
    std::filesystem::create_directory(folder.path("folder.tmp.4194305"));
    REQUIRE(::mkfifo(folder.path("pipe.tmp.4194305").c_str(), 0600) == 0);
    folder.tidy();
    CHECK(folder.names().size() == 5);
  }
  SECTION("not what only looks like one") {
    for (const char* name : {"a.tmp.4194305~", "a.tmp.04194305", "a.tmp.0", "a.tmp.-1"})
      folder.add(name);
    folder.tidy();
    CHECK(folder.names().size() == 5);
  }
}

TEST_CASE("no folder has no leftovers", "[leftovers]") {
  remove_leftovers("/nonexistent/folder");
}

TEST_CASE("a file of our own is written without what was left there", "[leftovers]") {
  const StateFolder folder;
  const std::string left = temporary_path("policy.toml", kNobody);
  folder.add(left);
  SECTION("in our own folder") {
    REQUIRE(write_own_file(folder.path("state.json"), "{}").ok());
    CHECK(folder.names() == Names{"state.json"});
  }
  SECTION("another's folder is left alone") {
    REQUIRE(write_file(folder.path("state.json"), "{}").ok());
    CHECK(folder.names() == Names{left, "state.json"});
  }
  CHECK(must(read_file(folder.path("state.json"))) == "{}");
}

}  // namespace haguard
