// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "load/loaded_link.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "base/clock.h"
#include "fixture/must.h"
#include "harness/urgent.h"

namespace haguard {
namespace {

using std::chrono::seconds;

constexpr auto kDeadline = seconds(30);

// Bridge netfilter, where the kernel has it, would take a third of the CPU time of the load.
Lab make_lab() {
  Lab lab = must(Lab::create({.ipv6 = false}));
  must(lab.fw().bridge_without_netfilter());
  return lab;
}

AsaPair start_pair(const Lab& lab) {
  AsaPair pair = must(AsaPair::start(lab, {.arguments = {"--stream-rate", "200"}}));
  for (const Process* unit : {&pair.a(), &pair.b()})
    make_urgent(unit->pid());
  return pair;
}

}  // namespace

LoadedLink::LoadedLink(Guard guard)
    : guarded_(guard == Guard::kHaguard), lab_(make_lab()), cli_(lab_), pair_(start_pair(lab_)) {
  if (guarded_) cli_.attach();
  streams_[0] = must(Stream::open(lab_.a(), lab_.b(), {.cpu = 0}));
  streams_[1] = must(Stream::open(lab_.b(), lab_.a(), {.cpu = 1}));
  if (guarded_)
    learn_and_enforce();
  else
    pass_everything();
  INFO(to_string());
  REQUIRE(pair_.healthy_for(3, kDeadline));
}

void LoadedLink::pass_everything() {
  for (std::size_t direction = 0; direction < streams_.size(); ++direction)
    REQUIRE(streams_.at(direction)
                ->pass_all(lab_.fw(), Lab::port(static_cast<int>(direction) + 1))
                .ok());
}

void LoadedLink::learn_and_enforce() {
  REQUIRE(pair_.healthy_for(3, kDeadline));
  start(false);
  cli_.ok({"learn", "rooms", "--for", "3s"});
  stop();
  cli_.ok({"accept", "rooms"});
  cli_.ok({"enforce", "rooms"});
  INFO(to_string());
  REQUIRE(cli_.json({"mode"})["mode"] == "enforce");
}

void LoadedLink::start(bool with_intruders) {
  for (const auto& stream : streams_)
    stream->start(with_intruders);
}

void LoadedLink::stop() {
  for (const auto& stream : streams_)
    must(stream->stop());
}

void LoadedLink::forbid_intruders() {
  for (const auto& stream : streams_)
    stream->forbid_intruders();
}

void LoadedLink::allow_intruders() {
  for (const auto& stream : streams_)
    stream->allow_intruders();
}

Books LoadedLink::books() {
  return read_books(lab_, cli_, pair_, {streams_[0].get(), streams_[1].get()}, guarded_);
}

void LoadedLink::run(const Work& work) {
  const Books before = books();
  for (const auto& stream : streams_)
    stream->reset_longest_gap();
  if (guarded_) forbid_intruders();
  const std::uint64_t started = monotonic_ns();
  start(true);
  for (std::uint64_t i = 0; i < work.count; ++i)
    work.once(i);
  stop();
  Figures figures{
      .row = work.row, .operation = work.name, .count = work.count, .guarded = guarded_};
  figures.seconds = static_cast<double>(monotonic_ns() - started) / 1e9;
  const Books after = books();
  put_figures(figures, before, after);
  for (std::size_t direction = 0; direction < streams_.size(); ++direction) {
    figures.directions.at(direction).rate = streams_.at(direction)->rate();
    figures.directions.at(direction).slowest_second = streams_.at(direction)->slowest_second();
  }
  must(save_figures(figures, HAGUARD_LOAD_REPORT));
  INFO(to_string());
  check_books(
      before, after,
      {.guarded = guarded_, .flows_counted = work.flows_counted, .in_order = work.in_order});
  // A load that is too small proves nothing. Where the bare bridge is no better, it is the machine.
  for (const DirectionFigures& one : figures.directions)
    CHECK(one.rate >= kLeastRate);
  CHECK(pair_.healthy());
}

std::string LoadedLink::to_string() {
  return (guarded_ ? cli_.run({"counters"}).out + cli_.run({"flows"}).out : std::string()) +
         pair_.to_string();
}

}  // namespace haguard
