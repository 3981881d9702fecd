// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A machine that does not play along: no privilege, no bpffs, a state folder that is full,
// read-only or torn. The data path goes on, and bypass always works.
#include <sys/mount.h>

#include <catch2/catch.hpp>

#include "base/file.h"
#include "e2e/bad_input.h"
#include "fixture/must.h"

using namespace haguard;

namespace {

constexpr uid_t kNobody = 65534;

// A small file system of its own on the state folder, with a copy of what was there.
class SmallDisk {
 public:
  explicit SmallDisk(std::string path) : path_(std::move(path)) {
    const std::string kept = path_ + ".kept";
    must(run_ok({.argv = {"cp", "-a", path_, kept}}));
    REQUIRE(::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=64k,mode=0750") == 0);
    must(run_ok({.argv = {"cp", "-a", kept + "/.", path_}}));
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() { ::umount2(path_.c_str(), MNT_DETACH); }

  void fill() const {
    const auto output = must(run({.argv = {"dd", "if=/dev/zero", "of=" + path_ + "/filler"}}));
    REQUIRE(output.err.find("No space left") != std::string::npos);
  }
  void make_read_only() const {
    REQUIRE(::mount("none", path_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0);
  }

 private:
  std::string path_;
};

std::string other_policy(const SteadyLab& steady) {
  std::string text = kSteadyPolicy;
  text += "\n[[flow]]\nname = \"state\"\nfrom = \"primary\"\nto = \"secondary\"\nprotocol = 8\n";
  return steady.file("other.toml", text);
}

void tear(const SteadyLab& steady, const std::string& name) {
  const std::string path = steady.lab().state_dir() + "/rooms/" + name;
  const std::string whole = must(read_file(path));
  must(write_file(path, whole.substr(0, whole.size() / 2)));
}

}  // namespace

TEST_CASE("bad machine: no privilege") {
  const SteadyLab steady;
  const Snapshot before = snapshot(steady.haguard(), steady.lab());
  const auto as_nobody = [&](const std::vector<std::string>& words) {
    Command command = steady.haguard().command(words);
    command.user = kNobody;
    return must(run(command));
  };
  const std::vector<std::vector<std::string>> commands = {
      {"status"},          {"status", "rooms"},
      {"counters"},        {"bypass", "rooms"},
      {"audit", "rooms"},  {"attach", "other", "--ports", "eth1"},
      {"detach", "rooms"}, {"mode"}};
  for (const auto& words : commands) {
    INFO(words.front());
    require_error(as_nobody(words), {1, {"run as root"}});
  }
  CHECK(snapshot(steady.haguard(), steady.lab()) == before);
  // As haguard mounts it itself: nobody but root may even look.
  must(run_ok({.argv = {"chmod", "0700", steady.lab().bpffs()}}));
  for (const auto& words : commands) {
    INFO(words.front());
    require_error(as_nobody(words), {1, {"run as root"}});
  }
  steady.enforces_and_lets_go();
}

TEST_CASE("bad machine: no place for the pins") {
  const SteadyLab steady;
  const auto attach_at = [&](const std::string& bpffs) {
    steady.refuses_at(bpffs, {"attach", "other", "--ports", "eth1"}, {1, {bpffs}});
  };
  attach_at("/proc/nowhere");
  attach_at(steady.file("a-file", "no folder"));
  steady.enforces_and_lets_go();
}

TEST_CASE("bad machine: a full disk") {
  const SteadyLab steady;
  const SmallDisk disk(steady.lab().state_dir());
  disk.fill();
  steady.refuses({"policy", "apply", other_policy(steady)}, {1, {"No space left on device"}});
  steady.enforces_and_lets_go();
}

TEST_CASE("bad machine: a read-only disk") {
  const SteadyLab steady;
  const SmallDisk disk(steady.lab().state_dir());
  disk.make_read_only();
  steady.refuses({"policy", "apply", other_policy(steady)}, {1, {"Read-only file system"}});
  steady.enforces_and_lets_go();
}

TEST_CASE("bad machine: torn files of the state folder") {
  const std::string name = GENERATE("state.json", "flow-ids.json", "policy.toml");
  INFO(name);
  const SteadyLab steady;
  const std::string good = other_policy(steady);
  tear(steady, name);
  if (name == "policy.toml") {
    steady.refuses({"policy", "show", "rooms"}, {2, {name + ":"}});
    steady.refuses({"flows", "rooms"}, {2, {name + ":"}});
    // A sound file takes the torn one's place.
    steady.haguard().ok({"policy", "apply", good});
    steady.haguard().ok({"flows", "rooms"});
  } else {
    steady.refuses({"policy", "apply", good}, {1, {name}});
  }
  steady.enforces_and_lets_go();
}
