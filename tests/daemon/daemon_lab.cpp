// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/daemon_lab.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>

#include "base/file.h"
#include "fixture/must.h"
#include "fixture/pair_text.h"
#include "harness/poll.h"
#include "harness/raw_socket.h"
#include "harness/rootless.h"

namespace haguard {

using std::chrono::seconds;

const std::string kPairPolicy = std::string("link = \"rooms\"\n") + kPairPeersText + R"(
[[flow]]
name = "arp"
from = "primary"
to = "secondary"
protocol = "arp"

[[flow]]
name = "arp back"
from = "secondary"
to = "primary"
protocol = "arp"

[[flow]]
name = "hello"
from = "primary"
to = "secondary"
protocol = 105
heartbeat = true

[[flow]]
name = "hello back"
from = "secondary"
to = "primary"
protocol = 105
heartbeat = true
)";

DaemonLab::DaemonLab(const std::string& more)
    : lab_(must(Lab::create({.ipv6 = false}))), haguard_(lab_) {
  write_config(config(more));
}

std::string DaemonLab::config(const std::string& more) {
  return "[link.rooms]\nports = [\"eth1\", \"eth2\"]\n" + more;
}

void DaemonLab::write_config(const std::string& text) const {
  must(write_file(lab_.scratch() + "/haguard.toml", text));
  give_to_rootless(lab_.scratch());
}

void DaemonLab::start(const std::vector<std::pair<std::string, std::string>>& environment) {
  Command command = haguard_.command({"run"});
  command.environment.insert(command.environment.end(), environment.begin(), environment.end());
  daemon_ = must(Process::start(command));
  const bool ready = eventually_says("looks after");
  INFO(journal());
  REQUIRE(ready);
}

void DaemonLab::kill() {
  daemon_->signal(SIGKILL);
  REQUIRE(daemon_->wait(seconds(10)).has_value());
}

void DaemonLab::reload(const std::string& answer) {
  const auto count = [&] {
    std::size_t found = 0;
    const std::string text = journal();
    for (auto at = text.find(answer); at != std::string::npos; at = text.find(answer, at + 1))
      ++found;
    return found;
  };
  const std::size_t before = count();
  daemon_->signal(SIGHUP);
  const bool answered = eventually(seconds(10), [&] { return count() > before; });
  INFO(journal());
  REQUIRE(answered);
}

Process DaemonLab::hold_lock(const std::string& name) const {
  const std::string lock = lab_.state_dir() + "/" + name;
  Process holder = must(Process::start({.argv = {"flock", lock, "cat"}}, true));
  REQUIRE(eventually(seconds(10), [&] {
    return must(haguard::run({.argv = {"flock", "-n", lock, "true"}})).exit_code != 0;
  }));
  return holder;
}

bool DaemonLab::eventually_says(const std::string& words) const {
  return eventually(seconds(20), [&] { return journal().find(words) != std::string::npos; });
}

void DaemonLab::apply(const std::string& policy) const {
  const std::string file = lab_.scratch() + "/policy.toml";
  must(write_file(file, policy));
  haguard_.ok({"policy", "apply", file, "--force"});
}

void DaemonLab::enforce(const std::string& policy) {
  apply(policy);
  haguard_.ok({"enforce", "rooms"});
}

std::string DaemonLab::mode() const {
  return haguard_.json({"mode", "rooms"})["mode"];
}

void DaemonLab::ip(const std::vector<std::string>& words) const {
  std::vector<std::string> argv = {"ip"};
  argv.insert(argv.end(), words.begin(), words.end());
  must(lab_.fw().run(argv));
}

void DaemonLab::wait_for_forwarding(const std::string& port) const {
  REQUIRE(eventually(seconds(20), [&] {
    const std::string text = must(lab_.fw().run({"ip", "-d", "link", "show", "dev", port}));
    return text.find("state forwarding") != std::string::npos;
  }));
}

std::string DaemonLab::condition(const std::string& port) const {
  const auto status = haguard_.json({"status", "rooms"});
  for (const auto& one : status["links"][0]["ports"])
    if (one["port"] == port) return one["condition"];
  return "";
}

std::vector<nlohmann::json> DaemonLab::events(const std::string& kind) const {
  std::vector<nlohmann::json> found;
  const auto events = haguard_.json({"events", "rooms"});
  for (const auto& event : events["events"])
    if (event["kind"] == kind) found.push_back(event);
  return found;
}

bool DaemonLab::has_event(const std::string& kind, const std::string& words) const {
  for (const auto& event : events(kind))
    if (event["text"].get<std::string>().find(words) != std::string::npos) return true;
  return false;
}

namespace {

constexpr std::uint8_t kAllowed = 105;
constexpr std::uint8_t kUnknown = 106;

Frame frame_of(const Host& from, const Host& to, std::uint8_t protocol) {
  return Frame()
      .ethernet(from.mac, to.mac)
      .ipv4({.source = from.ipv4, .destination = to.ipv4, .protocol = protocol})
      .payload_size(40);
}

}  // namespace

Frame DaemonLab::intruder() const {
  return frame_of(lab_.a(), lab_.b(), kUnknown);
}

std::uint64_t DaemonLab::sent_and_counted(int side, std::uint8_t protocol,
                                          const std::string& reason,
                                          const std::string& disposition) const {
  const Host& from = side == 1 ? lab_.a() : lab_.b();
  const Host& to = side == 1 ? lab_.b() : lab_.a();
  const std::string port = Lab::port(side);
  const Frame frame = frame_of(from, to, protocol);
  const RawSocket sender = must(from.raw_socket());
  const RawSocket receiver = must(to.raw_socket());
  const std::uint64_t before = haguard_.frames(reason, disposition, port);
  must(sender.send(frame));
  const bool counted =
      eventually(seconds(10), [&] { return haguard_.frames(reason, disposition, port) > before; });
  INFO(haguard_.ok({"counters"}) << haguard_.ok({"status"}));
  REQUIRE(counted);
  const bool passes = disposition != "dropped";
  if (passes) return receiver.receive(seconds(10), containing(frame.bytes())).has_value() ? 1 : 0;
  return receiver.count_queued(containing(frame.bytes()));
}

void DaemonLab::check_enforcing() const {
  CHECK(sent_and_counted(1, kUnknown, "unknown_protocol", "dropped") == 0);
  CHECK(sent_and_counted(1, kAllowed, "flow", "passed") == 1);
}

void DaemonLab::check_enforcing_from_b() const {
  check_dropped_from_b();
  CHECK(sent_and_counted(2, kAllowed, "flow", "passed") == 1);
}

void DaemonLab::check_dropped_from_b() const {
  CHECK(sent_and_counted(2, kUnknown, "unknown_protocol", "dropped") == 0);
}

void DaemonLab::check_auditing() const {
  CHECK(sent_and_counted(1, kUnknown, "unknown_protocol", "would_drop") == 1);
}

}  // namespace haguard
