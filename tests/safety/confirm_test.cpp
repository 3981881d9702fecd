// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// enforce --confirm: the data path itself falls back to audit at the deadline, with no process of
// haguard alive; a confirm in time keeps it.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>

#include "base/clock.h"
#include "base/file.h"
#include "e2e/bad_input.h"
#include "harness/poll.h"
#include "harness/times.h"
#include "safety/probe.h"

using namespace haguard;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::uint64_t kBound = 100 * kMs;  // of the fallback behind the deadline

// Processes whose words name this lab's pins.
std::size_t processes_of(const Lab& lab) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const Result<std::string> words = read_file((entry.path() / "cmdline").string());
    if (words.ok() && words->find(lab.bpffs()) != std::string::npos) ++count;
  }
  return count;
}

struct Sent {
  std::uint64_t before_ns = 0;
  std::optional<std::uint64_t> seen_ns;  // when it had arrived
};

// One intruder a millisecond until `end_ns`.
std::vector<Sent> stream(const IntruderProbe& probe, std::uint64_t end_ns) {
  std::vector<Sent> sent;
  const auto take = [&] {
    while (const auto number = probe.arrived())
      if (*number < sent.size()) sent[*number].seen_ns = monotonic_ns();
  };
  while (monotonic_ns() < end_ns) {
    sent.push_back({monotonic_ns(), {}});
    probe.send_intruder(static_cast<std::uint32_t>(sent.size() - 1));
    take();
    std::this_thread::sleep_for(milliseconds(1));
  }
  eventually(seconds(5), [&] {
    take();
    return sent.back().seen_ns.has_value();
  });
  return sent;
}

}  // namespace

TEST_CASE("confirm: with no process alive the data path falls back at the deadline") {
  const SteadyLab steady;
  IntruderProbe probe(steady.lab());
  REQUIRE_FALSE(probe.intruder_passes());
  const std::uint64_t asked = monotonic_ns();
  steady.haguard().ok({"enforce", "rooms", "--confirm", "4s"});
  const std::uint64_t answered = monotonic_ns();
  const nlohmann::json status = steady.haguard().json({"status"})["links"][0];
  CHECK(status["mode"] == "enforce");
  CHECK(status["seconds_left"] > 0);
  CHECK(status["seconds_left"] <= 4.01);
  CHECK(steady.haguard().ok({"status"}).find("back to audit in") != std::string::npos);
  const std::uint64_t deadline = deadline_of(steady.lab());
  CHECK(deadline >= asked + 4000 * kMs);
  CHECK(deadline <= answered + 4010 * kMs);
  REQUIRE(monotonic_ns() < deadline);
  REQUIRE(processes_of(steady.lab()) == 0);

  const std::vector<Sent> sent = stream(probe, deadline + 500 * kMs);
  REQUIRE(processes_of(steady.lab()) == 0);
  std::uint64_t last_dropped = 0;
  std::uint64_t first_passed = 0;
  for (const Sent& one : sent) {
    if (!one.seen_ns) last_dropped = one.before_ns;
    if (!one.seen_ns) continue;
    if (first_passed == 0) first_passed = one.before_ns;
    CHECK(*one.seen_ns >= deadline);  // none before it
  }
  REQUIRE(last_dropped != 0);
  REQUIRE(first_passed != 0);
  std::cout << fmt::format(
      "confirm deadline: {} intruders, the last one dropped was sent {:.1f} ms and the first one "
      "passed {:.1f} ms after the deadline\n",
      sent.size(), (static_cast<double>(last_dropped) - static_cast<double>(deadline)) / 1e6,
      (static_cast<double>(first_passed) - static_cast<double>(deadline)) / 1e6);
  CHECK(last_dropped < deadline + kBound);
  CHECK(steady.haguard().json({"mode"})["mode"] == "audit");
  CHECK(steady.haguard().json({"status"})["links"][0].count("seconds_left") == 0);
  CHECK(steady.haguard().ok({"status"}).find("the confirm deadline passed") != std::string::npos);
  CHECK(steady.haguard().frames("unknown_source", "would_drop") > 0);
  // The intruders that passed have woken the units: not everything stands still here.
  const Output late = steady.haguard().run({"confirm", "rooms"});
  INFO(late.to_string());
  CHECK(late.exit_code == 1);
  CHECK(late.err.find("the deadline has passed") != std::string::npos);
  CHECK(steady.haguard().json({"mode"})["mode"] == "audit");
}

TEST_CASE("confirm: in time, enforce stays past the deadline") {
  const SteadyLab steady;
  IntruderProbe probe(steady.lab());
  steady.haguard().ok({"enforce", "rooms", "--confirm", "5s"});
  const std::uint64_t deadline = deadline_of(steady.lab());
  steady.haguard().ok({"confirm", "rooms"});
  CHECK(steady.haguard().json({"status"})["links"][0].count("seconds_left") == 0);
  REQUIRE(eventually(seconds(20), [&] { return monotonic_ns() > deadline + kBound; }));
  CHECK_FALSE(probe.intruder_passes());
  CHECK(steady.haguard().json({"mode"})["mode"] == "enforce");
}
