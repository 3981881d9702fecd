// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "e2e/guarded_link.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>

#include "fixture/must.h"
#include "harness/poll.h"
#include "harness/raw_socket.h"

namespace haguard {
namespace {

using std::chrono::seconds;

}  // namespace

GuardedLink::GuardedLink(const Lab& lab) : lab_(&lab), cli_(lab) {
  cli_.attach();
  uncounted_at_start_ = settled_uncounted();
}

void GuardedLink::learn(const std::function<void()>& work,
                        const std::vector<std::string>& more) const {
  std::vector<std::string> words{"learn", "rooms", "--for", "120s"};
  words.insert(words.end(), more.begin(), more.end());
  Process learning = must(Process::start(cli_.command(words)));
  REQUIRE(eventually(seconds(10), [&] { return cli_.json({"mode"})["mode"] == "learn"; }));
  work();
  learning.signal(SIGINT);
  const auto code = learning.wait(seconds(20));
  INFO(learning.out() << learning.err());
  REQUIRE(code == 0);
}

const nlohmann::json& GuardedLink::review(const std::string& system) {
  review_ = cli_.json({"review"});
  nlohmann::json& review = review_;
  INFO(review.dump(2));
  CHECK(review.value("system", "") == system);
  CHECK(review["coverage"].value("verdict", "not_ready") != "not_ready");
  const std::string policy = cli_.ok({"policy", "show", "rooms", "--candidate"});
  for (const Host* unit : {&lab_->a(), &lab_->b()}) {
    INFO(policy);
    CHECK(policy.find("\"" + unit->mac.to_string() + "\"") != std::string::npos);
    CHECK(policy.find("\"" + unit->ipv4.to_string() + "\"") != std::string::npos);
  }
  return review;
}

void GuardedLink::enforce(const std::function<void()>& work) {
  cli_.ok({"accept", "rooms"});
  cli_.ok({"audit", "rooms"});
  drops_ = must(Process::start(cli_.command({"drops", "rooms"})));
  work();
  INFO(to_string());
  REQUIRE(cli_.frames("flow", "passed") > 0);
  REQUIRE(cli_.frames("", "would_drop") == 0);
  cli_.ok({"enforce", "rooms"});
  REQUIRE(cli_.json({"mode"})["mode"] == "enforce");
}

void GuardedLink::check_nothing_dropped() const {
  INFO(to_string());
  const auto counters = cli_.json({"counters"});
  for (const auto& port : counters["ports"]) {
    std::uint64_t sum = 0;
    for (const auto& reason : port["reasons"])
      sum += reason["frames"].get<std::uint64_t>();
    CHECK(port["received"]["frames"] == sum);
  }
  REQUIRE(cli_.frames("", "dropped") == intruders_);
  REQUIRE(cli_.frames("", "would_drop") == 0);
}

void GuardedLink::check_intruder(const Host& from, const Host& to, const Frame& frame,
                                 const std::string& reason) {
  const RawSocket sender = must(from.raw_socket());
  const RawSocket receiver = must(to.raw_socket());
  const Bytes bytes = frame.bytes();
  const std::uint64_t before = cli_.frames(reason, "dropped");
  must(sender.send(bytes));
  ++intruders_;
  INFO(frame.to_string() << to_string());
  CHECK(eventually(seconds(10), [&] { return cli_.frames(reason, "dropped") == before + 1; }));
  // It was judged, so it would be there by now.
  CHECK(receiver.count_queued(containing(bytes)) == 0);
  check_nothing_dropped();
}

std::optional<std::int64_t> GuardedLink::uncounted(const std::string& port) const {
  const auto received = [&] {
    const std::string text =
        must(lab_->fw().run({"ip", "-stats", "-json", "link", "show", "dev", port}));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    return json[0]["stats64"]["rx"]["packets"].get<std::uint64_t>();
  };
  const std::uint64_t before = received();
  const std::uint64_t counted = cli_.received(port);
  if (received() != before) return {};
  return static_cast<std::int64_t>(before) - static_cast<std::int64_t>(counted);
}

std::vector<std::int64_t> GuardedLink::settled_uncounted() const {
  std::vector<std::int64_t> all;
  for (const int side : {1, 2}) {
    std::optional<std::int64_t> one;
    REQUIRE(
        eventually(seconds(20), [&] { return (one = uncounted(Lab::port(side))).has_value(); }));
    all.push_back(*one);
  }
  return all;
}

void GuardedLink::check_all_counted() const {
  CHECK(settled_uncounted() == uncounted_at_start_);
}

std::uint64_t GuardedLink::frames_of_seeds(const std::string& name) const {
  std::uint64_t frames = 0;
  std::size_t seeds = 0;
  const nlohmann::json in_force = cli_.json({"flows"});
  for (const auto& flow : review_["flows"]) {
    const std::string flow_name = flow["name"];
    if (flow_name.rfind(name, 0) != 0) continue;
    INFO(flow.dump(2));
    CHECK(flow["origin"] == "knowledge");
    CHECK(flow["frames"] == 0);
    ++seeds;
    for (const auto& counted : in_force["flows"])
      if (counted["name"] == flow_name) frames += counted["frames"].get<std::uint64_t>();
  }
  CHECK(seeds > 0);
  return frames;
}

std::string GuardedLink::to_string() const {
  const std::string samples = drops_ ? drops_->out() + drops_->err() : std::string();
  return fmt::format("samples:\n{}\n{}\n{}\n{}", samples, cli_.run({"counters"}).out,
                     cli_.run({"flows"}).out, cli_.run({"review"}).out);
}

}  // namespace haguard
