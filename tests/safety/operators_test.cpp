// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Several operators and the daemon change one link at once, under traffic: each change is whole,
// none is lost, and who waits is told for whom.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <map>
#include <regex>

#include "base/clock.h"
#include "base/fd.h"
#include "base/file.h"
#include "e2e/bad_input.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "safety/probe.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::seconds;

namespace {

using Words = std::vector<std::string>;

struct Finished {
  Words words;
  int exit_code = -1;
  std::string out, err;
};

// Runs one command after the other; `next` gives the words of each.
class Operator {
 public:
  explicit Operator(std::function<Words()> next) : next_(std::move(next)) {}

  // Starts a command where none runs. False once it has ended and `stopping`.
  bool step(const HaguardCli& haguard, bool stopping, std::vector<Finished>& done) {
    if (process_) {
      const std::optional<int> code = process_->wait(std::chrono::milliseconds(0));
      if (!code) return true;
      done.push_back({words_, *code, process_->out(), process_->err()});
      process_.reset();
    }
    if (stopping) return false;
    words_ = next_();
    process_.emplace(must(Process::start(haguard.command(words_))));
    return true;
  }

 private:
  std::function<Words()> next_;
  Words words_;
  std::optional<Process> process_;
};

// The steady policy with one flow of its own: which apply it was can be told from the policy.
std::string numbered(const SteadyLab& steady, int number) {
  const std::string port = std::to_string(number);
  return steady.file("policy-" + port + ".toml",
                     std::string(kSteadyPolicy) + "\n[[flow]]\nname = \"number " + port +
                         "\"\nfrom = \"primary\"\nto = \"secondary\"\nprotocol = \"tcp\"\n"
                         "destination_port = " +
                         port + "\n");
}

std::string number_in(const std::string& policy) {
  std::smatch match;
  return std::regex_search(policy, match, std::regex("name = \"number (\\d+)\"")) ? match[1].str()
                                                                                  : "none";
}

// "policy generation 7 in force", or nothing.
std::optional<std::uint32_t> generation_in(const Finished& done) {
  std::smatch match;
  if (done.exit_code != 0) return std::nullopt;
  if (!std::regex_search(done.out, match, std::regex("policy generation (\\d+) in force")))
    return std::nullopt;
  return static_cast<std::uint32_t>(std::stoul(match[1].str()));
}

std::string history_file(const SteadyLab& steady, std::uint32_t generation) {
  return must(read_file(steady.lab().state_dir() + "/rooms/history/" + std::to_string(generation) +
                        ".toml"));
}

std::string text_of(const Finished& done) {
  std::string line;
  for (const std::string& word : done.words)
    line += word + " ";
  return line + "-> " + std::to_string(done.exit_code) + "\n" + done.out + done.err;
}

// Commands that give up do so for a reason of their own, and say it.
void check_failures(const std::vector<Finished>& all) {
  for (const Finished& done : all) {
    if (done.exit_code == 0) continue;
    INFO(text_of(done));
    // No candidate was left to accept, it allows no flow, or somebody else is learning.
    const bool expected = done.words.front() == "accept" ||
                          (done.words.front() == "learn" && done.exit_code == 1 &&
                           done.err.find("learning.lock: held by haguard ") != std::string::npos) ||
                          // Nothing is left before the first policy.
                          done.err.find("no other policy before") != std::string::npos ||
                          // The bypass of another operator, who waits for no lock.
                          done.err.find("at this moment") != std::string::npos;
    CHECK(expected);
  }
}

// Every successful change of policy has a generation of its own, and the history has its text.
// `expected`: the generation before them.
std::uint32_t check_history(const SteadyLab& steady, const std::vector<Finished>& all,
                            std::uint32_t expected) {
  std::map<std::uint32_t, const Finished*> changes;
  for (const Finished& done : all) {
    const auto generation = generation_in(done);
    if (!generation) continue;
    INFO(text_of(done));
    CHECK(changes.emplace(*generation, &done).second);
  }
  for (const auto& [generation, done] : changes) {
    INFO(text_of(*done));
    CHECK(generation == ++expected);
    const std::string policy = history_file(steady, generation);
    if (done->words[1] == "apply")
      CHECK(number_in(policy) == number_in(must(read_file(done->words[2]))));
    std::smatch same;
    if (std::regex_search(done->out, same, std::regex("the same as (\\d+)")))
      CHECK(policy == history_file(steady, static_cast<std::uint32_t>(std::stoul(same[1].str()))));
  }
  return expected;
}

void check_books(const SteadyLab& steady, std::uint32_t generation) {
  const HaguardCli& haguard = steady.haguard();
  CHECK(haguard.json({"status"})["links"][0]["generation"] == generation);
  const json history = haguard.json({"policy", "history", "rooms"});
  CHECK(history["in_force"] == generation);
  CHECK(history["policies"].size() == generation);
  const json state =
      json::parse(must(read_file(steady.lab().state_dir() + "/rooms/state.json")), nullptr, false);
  REQUIRE(state.is_object());
  CHECK(state["generation"] == generation);
  CHECK(haguard.ok({"policy", "show", "rooms"}) == history_file(steady, generation));
  const json counters = haguard.json({"counters"});
  for (const json& port : counters["ports"]) {
    std::uint64_t sum = 0;
    for (const json& counter : port["reasons"])
      sum += counter["frames"].get<std::uint64_t>();
    CHECK(sum == port["received"]["frames"].get<std::uint64_t>());
  }
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(steady.lab().state_dir())) {
    INFO(entry.path().string());
    CHECK(entry.path().string().find(".tmp") == std::string::npos);
  }
}

// The daemon of the lab's link.
Process start_daemon(const SteadyLab& steady) {
  steady.file("haguard.toml", "[link.rooms]\nports = [\"eth1\", \"eth2\"]\n");
  Process daemon = must(Process::start(steady.haguard().command({"run"})));
  const bool ready = eventually(
      seconds(20), [&] { return daemon.err().find("looks after") != std::string::npos; });
  INFO(daemon.err());
  REQUIRE(ready);
  return daemon;
}

// The lock of all changes, in the hand of this test.
class HeldLock {
 public:
  explicit HeldLock(const Lab& lab)
      : fd_(::open((lab.state_dir() + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)) {
    constexpr std::string_view kHolder = "haguard policy apply other.toml (pid 4711)";
    REQUIRE(::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0);
    REQUIRE(::ftruncate(fd_.get(), 0) == 0);
    REQUIRE(::pwrite(fd_.get(), kHolder.data(), kHolder.size(), 0) ==
            static_cast<ssize_t>(kHolder.size()));
  }
  void release() { fd_.reset(); }

 private:
  Fd fd_;
};

constexpr const char* kHeld = "haguard policy apply other.toml (pid 4711)";

}  // namespace

TEST_CASE("operators: many at once, and the daemon, do not interleave") {
  const SteadyLab steady;
  const IntruderProbe probe(steady.lab());
  int number = 1000;
  const auto in_turn = [](std::vector<Words> all) {
    return [all = std::move(all), i = std::size_t{0}]() mutable { return all[i++ % all.size()]; };
  };
  const auto apply = [&] {
    return Words{"policy", "apply", numbered(steady, ++number), "--force"};
  };
  std::vector<Operator> operators;
  operators.emplace_back(apply);
  operators.emplace_back(apply);
  operators.emplace_back(in_turn({{"policy", "rollback", "rooms", "--force"}}));
  operators.emplace_back(in_turn({{"learn", "rooms", "--for", "50ms"}, {"accept", "rooms"}}));
  operators.emplace_back(in_turn({{"learn", "rooms", "--for", "20ms"}}));
  operators.emplace_back(in_turn({{"audit", "rooms"}, {"enforce", "rooms", "--force"}}));
  operators.emplace_back(in_turn({{"upgrade", "rooms", "--again"}, {"bypass", "rooms"}}));

  // So that there is one to roll back to, whoever comes first.
  steady.haguard().ok(apply());
  Process daemon = start_daemon(steady);
  bool killed = false;
  std::vector<Finished> done;
  const auto end = std::chrono::steady_clock::now() + seconds(6);
  for (bool running = true; running;) {
    const bool stopping = std::chrono::steady_clock::now() >= end;
    running = false;
    for (Operator& one : operators)
      running = one.step(steady.haguard(), stopping, done) || running;
    if (!killed && std::chrono::steady_clock::now() >= end - seconds(3)) {
      daemon.signal(SIGKILL);
      REQUIRE(daemon.wait(seconds(10)).has_value());
      daemon = start_daemon(steady);
      killed = true;
    }
    probe.send_legitimate();
    probe.send_intruder(1);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK(daemon.running());
  check_failures(done);
  const std::uint32_t generation = check_history(steady, done, 2);
  INFO(done.size() << " commands");
  CHECK(generation > 3);
  check_books(steady, generation);
  const json saved = json::parse(must(read_file(steady.lab().state_dir() + "/rooms/state.json")));
  CHECK(saved["generation"] == generation);
  CHECK(saved["mode"] == steady.haguard().json({"mode"})["chosen"]);
  // And the next command works.
  steady.haguard().ok(apply());
  steady.haguard().ok({"enforce", "rooms", "--force"});
}

TEST_CASE("operators: who waits is told for whom, and goes on when it is done") {
  const SteadyLab steady;
  HeldLock lock(steady.lab());
  Process waiting = must(Process::start(steady.haguard().command({"audit", "rooms"})));
  CHECK(eventually(seconds(8), [&] { return waiting.err().find(kHeld) != std::string::npos; }));
  INFO(waiting.err());
  CHECK(waiting.err().find("waiting for") != std::string::npos);
  CHECK(waiting.running());
  lock.release();
  CHECK(waiting.wait(seconds(20)) == 0);
  CHECK(steady.haguard().json({"mode"})["mode"] == "audit");
}

TEST_CASE("operators: the time to confirm does not run while enforce waits for the lock") {
  const SteadyLab steady;
  HeldLock lock(steady.lab());
  Process waiting =
      must(Process::start(steady.haguard().command({"enforce", "rooms", "--confirm", "1m"})));
  REQUIRE(eventually(seconds(8), [&] { return waiting.err().find(kHeld) != std::string::npos; }));
  const std::uint64_t released = monotonic_ns();
  lock.release();
  REQUIRE(waiting.wait(seconds(20)) == 0);
  CHECK(deadline_of(steady.lab()) >= released + 60'000'000'000U);
}

TEST_CASE("operators: a lock that is not let go is given up, with its holder named") {
  const SteadyLab steady;
  const HeldLock lock(steady.lab());
  const Output output = steady.haguard().run({"audit", "rooms"});
  INFO(output.to_string());
  CHECK(output.exit_code == 1);
  CHECK(output.err.find(std::string("held by ") + kHeld) != std::string::npos);
  CHECK(output.err.find("try again") != std::string::npos);
  CHECK(steady.haguard().json({"mode"})["mode"] == "enforce");
}
