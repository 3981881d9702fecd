// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard top in a pipe: what it says of real frames, of another policy, and of a link that is
// gone. On a terminal: top_terminal_test.cpp.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <sstream>

#include "e2e/bad_input.h"
#include "e2e/redirected.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "harness/text.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

const std::vector<std::string> kEndless = {"top", "rooms", "--every", "100ms"};

Process start_top(const SteadyLab& steady, const std::vector<std::string>& words) {
  return must(Process::start(steady.haguard().command(words)));
}

bool eventually_says(const Process& top, const std::string& words) {
  return eventually(seconds(30), [&] { return top.out().find(words) != std::string::npos; });
}

// The columns of the last line that begins with this one.
std::vector<std::string> last_row(const std::string& out, const std::string& first) {
  std::vector<std::string> row;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(first + "  ", 0) != 0) continue;
    row.clear();
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t end = std::min(line.find("  ", at), line.size());
      row.push_back(line.substr(at, end - at));
      at = std::min(line.find_first_not_of(' ', end), line.size());
    }
  }
  INFO(out);
  REQUIRE(row.size() >= 6);
  return row;
}

void require_ended(Process& top, const std::string& why) {
  const auto code = top.wait(seconds(30));
  INFO(top.out() << top.err());
  REQUIRE(code.has_value());
  CHECK(*code == 1);
  CHECK(top.err().find("haguard: " + why) != std::string::npos);
}

Frame frame_of(const Lab& lab, const std::string& mac, const std::string& address) {
  return Frame()
      .ethernet(must(MacAddress::parse(mac)), lab.b().mac)
      .ipv4(
          {.source = must(IpAddress::parse(address)), .destination = lab.b().ipv4, .protocol = 105})
      .payload_size(40);
}

// Another link in the same firewall.
void attach_halls(const SteadyLab& steady) {
  must(run_ok({.argv = {"ip", "link", "add", "h1", "type", "veth", "peer", "name", "h2"},
               .netns = steady.lab().fw().fd()}));
  steady.haguard().ok({"attach", "halls", "--ports", "h1,h2"});
}

}  // namespace

TEST_CASE("top: a flow's frames have a rate, and a stranger's are dropped") {
  const SteadyLab steady;
  const Lab& lab = steady.lab();
  const RawSocket sender = must(lab.a().raw_socket());
  const Frame hello = frame_of(lab, "02:00:00:00:00:01", "192.0.2.1");
  const Frame stranger = frame_of(lab, "02:00:00:00:00:66", "192.0.2.66");
  Process top = start_top(steady, {"top", "--every", "300ms", "--count", "2"});
  REQUIRE(eventually(seconds(60), [&] {
    must(sender.send(hello));
    must(sender.send(stranger));
    return !top.running();
  }));
  CHECK(top.wait(seconds(1)) == 0);
  CHECK(top.err().empty());
  const std::string out = top.out();
  INFO(out);
  CHECK(count_of(out, "rooms  enforce\n") == 2);
  CHECK(out.find('\033') == std::string::npos);
  CHECK(out.find("primary heard") != std::string::npos);
  CHECK(out.find("most of them unknown_source: the sender is no peer") != std::string::npos);
  const auto flow = last_row(out, "failover");
  CHECK(flow[1] == "primary > secondary");
  CHECK(std::stod(flow[2]) > 0);
  const auto back = last_row(out, "failover back");
  CHECK(back[2] == "0");
  CHECK(back[5] == "never");
  const auto port = last_row(out, "eth1");  // frames, bytes, passed, would drop, dropped
  CHECK(std::stod(port[1]) > 0);
  CHECK(std::stod(port[3]) > 0);
  CHECK(port[4] == "0");
  CHECK(std::stod(port[5]) > 0);
}

TEST_CASE("top: it needs no lock and writes nothing") {
  const SteadyLab steady;
  const Snapshot before = snapshot(steady.haguard(), steady.lab());
  steady.haguard().ok({"top", "--every", "100ms", "--count", "2"});
  CHECK(snapshot(steady.haguard(), steady.lab()) == before);
}

TEST_CASE("top: it follows another policy") {
  const SteadyLab steady;
  Process top = start_top(steady, kEndless);
  REQUIRE(eventually_says(top, "generation 1: 2 peers, 4 flows"));
  CHECK(top.out().find("new") == std::string::npos);
  const std::string more =
      "\n[[flow]]\nname = \"more\"\nfrom = \"secondary\"\nto = \"primary\"\nprotocol = 106\n";
  steady.haguard().ok(
      {"policy", "apply", steady.file("more.toml", std::string(kSteadyPolicy) + more)});
  REQUIRE(eventually_says(top, "generation 2: 2 peers, 5 flows"));
  REQUIRE(eventually_says(top, "\nmore  "));
  CHECK(top.out().find("new") != std::string::npos);
  steady.haguard().ok({"bypass", "rooms"});
  CHECK(eventually_says(top, "not watched in bypass"));
  top.signal(SIGINT);
  CHECK(top.wait(seconds(20)) == 0);
  CHECK(top.err().empty());
}

TEST_CASE("top: what a link learns") {
  const SteadyLab steady;
  Process top = start_top(steady, kEndless);
  Process learn = must(Process::start(steady.haguard().command({"learn", "rooms"})));
  REQUIRE(eventually_says(top, "rooms  learn"));
  const RawSocket sender = must(steady.lab().a().raw_socket());
  must(sender.send(frame_of(steady.lab(), "02:00:00:00:00:01", "192.0.2.1")));
  CHECK(eventually(seconds(30), [&] {
    const std::string out = top.out();
    const std::size_t last = out.rfind("  learned  ");
    return last != std::string::npos && std::atoi(out.c_str() + last + 11) > 0;
  }));
  learn.stop();
}

TEST_CASE("top: ends when its link is detached") {
  const SteadyLab steady;
  Process top = start_top(steady, kEndless);
  REQUIRE(eventually_says(top, "rooms  enforce"));
  steady.haguard().ok({"detach", "rooms"});
  require_ended(top, "watch rooms: it was detached meanwhile");
}

TEST_CASE("top: ends when another link has the name") {
  const SteadyLab steady;
  Process top = start_top(steady, kEndless);
  REQUIRE(eventually_says(top, "rooms  enforce"));
  top.signal(SIGSTOP);
  steady.haguard().ok({"detach", "rooms"});
  steady.haguard().attach();
  top.signal(SIGCONT);
  require_ended(top, "watch rooms: it was detached and attached anew meanwhile");
}

TEST_CASE("top: several links, as they come and go") {
  const SteadyLab steady;
  attach_halls(steady);
  Process top = start_top(steady, {"top", "--every", "100ms"});
  REQUIRE(eventually_says(top, "\nhalls  bypass"));
  CHECK(top.out().find("\nrooms  enforce") != std::string::npos);
  CHECK(eventually_says(top, "\nrooms  failover "));
  steady.haguard().ok({"detach", "halls"});
  REQUIRE(eventually_says(top, "watch halls: it was detached meanwhile"));
  steady.haguard().ok({"attach", "halls", "--ports", "h1,h2"});
  const std::size_t before = top.out().size();
  CHECK(eventually(seconds(30),
                   [&] { return top.out().find("\nhalls  bypass", before) != std::string::npos; }));
  steady.haguard().ok({"detach", "halls"});
  steady.haguard().ok({"detach", "rooms"});
  require_ended(top, "watch ");
}

TEST_CASE("top: words that make no sense, and links that are not there") {
  const SteadyLab steady;
  require_error(steady.haguard().run({"top", "--every", "10ms"}), {2, {"10ms", "too often"}});
  require_error(steady.haguard().run({"top", "--by", "size"}), {2, {"size"}});
  require_error(steady.haguard().run({"top", "--count", "0"}), {2, {"0"}});
  require_error(steady.haguard().run({"top", "halls"}), {4, {"halls", "not attached"}});
  steady.haguard().ok({"detach", "rooms"});
  require_error(steady.haguard().run({"top"}), {4, {"none is attached"}});
}

TEST_CASE("top: what cannot be written ends it") {
  const SteadyLab steady;
  for (const char* rest : {">/dev/full", ">&-"}) {
    INFO(rest);
    const Output output =
        must(run(redirected(steady.haguard().command({"top", "--every", "100ms"}), rest)));
    INFO(output.to_string());
    CHECK(output.exit_code == 1);
    CHECK(output.err.find("write the output") != std::string::npos);
  }
}

TEST_CASE("top: it ends with its reader, however long until the next look") {
  const SteadyLab steady;
  for (const char* rest : {"--every 1h >&3", "--every 100ms | head -n 1"}) {
    INFO(rest);
    Command command = redirected(steady.haguard().command({"top", "rooms"}), rest);
    command.timeout = seconds(30);
    const Output output = must(run(command));
    INFO(output.to_string());
    CHECK_FALSE(output.timed_out);
    CHECK(output.err.empty());
  }
}
