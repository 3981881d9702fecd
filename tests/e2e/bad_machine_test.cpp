// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A machine that does not play along: an old kernel, no privilege, no bpffs, a state folder that is
// full, read-only or torn. The data path goes on, and bypass always works.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string_view>

#include "base/file.h"
#include "bpf/pins.h"
#include "e2e/bad_input.h"
#include "e2e/small_disk.h"
#include "fixture/must.h"
#include "harness/rootless.h"

using namespace haguard;

namespace {

// Of a pcap file, ethernet; without a frame behind it.
constexpr std::string_view kCaptureHeader(
    "\xd4\xc3\xb2\xa1\x02\x00\x04\x00\0\0\0\0\0\0\0\0\xff\xff\0\0\x01\0\0\0", 24);

std::string other_policy(const SteadyLab& steady) {
  std::string text = kSteadyPolicy;
  text += "\n[[flow]]\nname = \"state\"\nfrom = \"primary\"\nto = \"secondary\"\nprotocol = 106\n";
  return steady.file("other.toml", text);
}

void tear(const SteadyLab& steady, const std::string& name) {
  const std::string path = steady.lab().state_dir() + "/rooms/" + name;
  const std::string whole = must(read_file(path));
  must(write_file(path, whole.substr(0, whole.size() / 2)));
}

// The kernel calls itself 2.6 then.
Command on_old_kernel(Command command) {
  command.argv.insert(command.argv.begin(), {"setarch", "--uname-2.6"});
  return command;
}

// As in a chroot that nobody mounted it in.
Command without_sysfs(Command command) {
  const std::string script = "mount -t tmpfs none /sys && exec \"$@\"";
  command.argv.insert(command.argv.begin(), {"unshare", "-m", "sh", "-c", script, "sh"});
  return command;
}

Command as_nobody(Command command) {
  command.user = kNobody;
  command.capabilities.clear();
  return command;
}

}  // namespace

TEST_CASE("bad machine: a kernel that is too old") {
  const SteadyLab steady;
  const std::string capture = steady.file("sound.pcap", std::string(kCaptureHeader));
  const Refusal too_old{1, {"it needs kernel 5.18, this is 2.6.", "boot a newer kernel"}};
  const auto refuses = [&](const std::vector<std::string>& words) {
    steady.refuses_to_run(on_old_kernel(steady.haguard().command(words)), too_old);
  };
  refuses({"attach", "other", "--ports", "eth1"});
  refuses({"learn", "rooms", "--pcap", capture});
  // On ports that are free, where no bpffs is mounted yet.
  steady.haguard().ok({"detach", "rooms"});
  const std::string absent = steady.lab().scratch() + "/absent";
  require_error(must(run(on_old_kernel(
                    steady.command_at(absent, {"attach", "rooms", "--ports", "eth1,eth2"})))),
                too_old);
  CHECK_FALSE(std::filesystem::exists(absent));
  CHECK_FALSE(steady.has_xdp("eth1"));
  CHECK_FALSE(steady.has_xdp("eth2"));
}

TEST_CASE("bad machine: what is loaded does not ask for the kernel") {
  const SteadyLab steady;
  for (const char* word : {"status", "counters", "audit", "bypass"}) {
    INFO(word);
    const Output output = must(run(on_old_kernel(steady.haguard().command({word, "rooms"}))));
    INFO(output.to_string());
    CHECK(output.exit_code == 0);
  }
  CHECK(steady.haguard().json({"mode", "rooms"})["mode"] == "bypass");
}

TEST_CASE("bad machine: no sysfs, which says how many values a counter has") {
  needs_root("it mounts over /sys");
  const SteadyLab steady;
  const Refusal uncounted{1, {"count the cpus", "cpu/possible: No such file", "mount -t sysfs"}};
  for (const char* word : {"status", "counters", "flows", "peers"}) {
    const Command command = without_sysfs(steady.haguard().command({word, "rooms"}));
    steady.refuses_to_run(command, uncounted);
  }
  CHECK(must(run(without_sysfs(steady.haguard().command({"bypass", "rooms"})))).exit_code == 0);
  CHECK(steady.haguard().json({"mode", "rooms"})["mode"] == "bypass");
  steady.haguard().ok({"detach", "rooms"});
  const std::vector<std::string> attach = {"attach", "other", "--ports", "eth1,eth2"};
  require_error(must(run(without_sysfs(steady.haguard().command(attach)))), uncounted);
  CHECK_FALSE(steady.has_xdp("eth1"));
  CHECK_FALSE(steady.has_xdp("eth2"));
  CHECK(steady.haguard().ok({"status"}).find("no link is attached") == 0);
  steady.haguard().ok(attach);
}

TEST_CASE("bad machine: no privilege") {
  const SteadyLab steady;
  const std::vector<std::vector<std::string>> commands = {
      {"status"},          {"status", "rooms"},
      {"counters"},        {"bypass", "rooms"},
      {"audit", "rooms"},  {"attach", "other", "--ports", "eth1"},
      {"detach", "rooms"}, {"mode"}};
  const auto refuses_all = [&] {
    for (const auto& words : commands)
      steady.refuses_to_run(as_nobody(steady.haguard().command(words)), {1, {"run as root"}});
  };
  refuses_all();
  // As haguard mounts it itself: nobody but root may even look.
  must(run_ok({.argv = {"chmod", "0700", steady.lab().bpffs()}}));
  refuses_all();
  steady.enforces_and_lets_go();
}

TEST_CASE("bad machine: no place for the pins") {
  const SteadyLab steady;
  const auto attach_at = [&](const std::string& bpffs) {
    steady.refuses_to_run(steady.command_at(bpffs, {"attach", "other", "--ports", "eth1"}),
                          {1, {bpffs}});
  };
  attach_at("/proc/nowhere");
  attach_at(steady.file("a-file", "no folder"));
  steady.enforces_and_lets_go();
}

TEST_CASE("bad machine: no bpffs is mounted") {
  const SteadyLab steady;
  const std::string absent = steady.lab().scratch() + "/absent";
  for (const char* word : {"status", "flows", "counters", "peers", "mode", "drops", "bypass",
                           "audit", "enforce", "confirm"}) {
    // Without a name, status lists the links: there are none.
    if (std::string_view(word) != "status")
      steady.refuses_to_run(steady.command_at(absent, {word}), {4, {"none is attached"}});
    steady.refuses_to_run(steady.command_at(absent, {word, "rooms"}),
                          {4, {"rooms", "not attached"}});
  }
  steady.refuses_to_run(steady.command_at(absent, {"detach", "rooms"}),
                        {4, {"rooms", "not attached"}});
  steady.refuses_to_run(
      as_nobody(steady.command_at(absent, {"attach", "other", "--ports", "eth1"})),
      {1, {"run as root"}});
  CHECK(must(run_ok(steady.command_at(absent, {"status"}))).find("no link is attached") == 0);
  CHECK_FALSE(std::filesystem::exists(absent));
  steady.enforces_and_lets_go();
}

TEST_CASE("bad machine: the pin of the policy table is gone") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string policy = steady.file("steady.toml", kSteadyPolicy);
  std::filesystem::remove(Pins(steady.lab().bpffs()).map("rooms", "table"));
  const Output status = must(run(haguard.command({"status", "rooms"})));
  CHECK(status.exit_code == 4);
  CHECK(status.err.find("its pin is missing") != std::string::npos);
  // What the hint says is the way out. Frames were judged all the while.
  haguard.ok({"policy", "apply", policy});
  const auto link = haguard.json({"status"})["links"][0];
  CHECK(link["generation"] == 2);
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

// The last good one is used, and the torn one named with its line.
TEST_CASE("bad machine: torn files of the state folder") {
  const std::string name = GENERATE("state.json", "flow-ids.json", "history/1.toml");
  INFO(name);
  const SteadyLab steady;
  const std::string good = other_policy(steady);
  const HaguardCli& haguard = steady.haguard();
  const std::string flows = haguard.ok({"flows", "rooms", "--json"});
  tear(steady, name);
  const bool is_policy = name == "history/1.toml";
  const Output read = haguard.run(is_policy ? std::vector<std::string>{"flows", "rooms", "--json"}
                                            : std::vector<std::string>{"policy", "apply", good});
  INFO(read.err);
  CHECK(read.exit_code == 0);
  CHECK(read.err.find(name + ":") != std::string::npos);
  const char* remark = is_policy ? "in its place" : "the last good one is used";
  CHECK(read.err.find(remark) != std::string::npos);
  if (is_policy) CHECK(read.out == flows);
  // What was written since is whole again.
  haguard.ok({"policy", "apply", good});
  CHECK(haguard.run({"flows", "rooms"}).err.empty());
  steady.enforces_and_lets_go();
}

TEST_CASE("bad machine: a state file and its copy are both torn") {
  const std::string name = GENERATE("state.json", "flow-ids.json");
  INFO(name);
  const SteadyLab steady;
  const std::string good = other_policy(steady);
  tear(steady, name);
  tear(steady, name + ".last");
  steady.refuses({"policy", "apply", good}, {1, {name + ":"}});
  steady.enforces_and_lets_go();
}

TEST_CASE("bad machine: a policy that comes back in the place of a broken one is not enforced") {
  needs_root("it mounts a bpffs anew, as after a reboot");
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  REQUIRE(haguard.json({"mode"})["mode"] == "enforce");
  tear(steady, "history/1.toml");
  steady.lose_kernel_state();
  const Output attached = haguard.run({"attach", "rooms", "--ports", "eth1,eth2"});
  INFO(attached.err);
  CHECK(attached.exit_code == 0);
  CHECK(attached.err.find("history/1.toml:") != std::string::npos);
  CHECK(haguard.json({"mode"})["mode"] == "audit");
  CHECK(haguard.json({"status"})["links"][0]["flows"] == 4);
}
