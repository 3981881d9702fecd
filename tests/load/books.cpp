// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "load/books.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "fixture/asa_health.h"
#include "fixture/must.h"
#include "harness/poll.h"

namespace haguard {
namespace {

constexpr auto kSettled = std::chrono::seconds(20);

int side_of(std::size_t direction) {
  return static_cast<int>(direction) + 1;
}

// The load's flow of a direction, by its destination port and the unit it comes from.
std::uint64_t frames_of_load_flow(const nlohmann::json& flows, std::size_t direction) {
  const std::string port = std::to_string(kLoadPort);
  const std::string source = direction == 0 ? "unit-a" : "unit-b";
  std::uint64_t frames = 0;
  for (const nlohmann::json& flow : flows["flows"]) {
    const std::string description = flow["description"];
    if (description.find(port) != std::string::npos && flow["from"] == source)
      frames += flow["frames"].get<std::uint64_t>();
  }
  return frames;
}

void read_haguard(Account& account, const nlohmann::json& counters, const std::string& port) {
  for (const nlohmann::json& one : counters["ports"]) {
    if (one["port"] != port) continue;
    account.received = one["received"]["frames"];
    for (const nlohmann::json& counter : one["reasons"]) {
      const std::uint64_t frames = counter["frames"];
      account.sum_of_reasons += frames;
      if (counter["disposition"] == "dropped") account.dropped += frames;
    }
  }
}

Account read_account(const Lab& lab, const HaguardCli& cli, const Stream& stream,
                     std::size_t direction, bool guarded) {
  Account account;
  const bool settled = eventually(kSettled, [&] {
    account = {};
    const Hops before = must(read_hops(lab, side_of(direction)));
    if (guarded) read_haguard(account, cli.json({"counters"}), Lab::port(side_of(direction)));
    account.hops = must(read_hops(lab, side_of(direction)));
    return before.entered == account.hops.entered;
  });
  REQUIRE(settled);
  if (guarded) account.load_flow = frames_of_load_flow(cli.json({"flows"}), direction);
  account.stream = stream.counts();
  return account;
}

void check_stream(const Account& before, const Account& after, bool in_order) {
  const load_state& start = before.stream;
  const load_state& end = after.stream;
  // These are the load's or the kernel's own losses; the load is built so that there are none.
  CHECK(after.hops.refused_in == before.hops.refused_in);
  CHECK(after.hops.refused_out == before.hops.refused_out);
  CHECK(after.hops.refused_end == before.hops.refused_end);
  CHECK(end.written_off == start.written_off);
  // A number that was jumped over and has come by now was overtaken, and is not lost.
  CHECK(end.missing - start.missing == end.late - start.late);
  if (in_order) CHECK(end.late == start.late);
  CHECK(end.received - start.received == end.sent - start.sent);
  CHECK(end.forbidden_received == start.forbidden_received);
}

void check_counters(const Account& before, const Account& after, bool flows_counted) {
  const load_state& start = before.stream;
  const load_state& end = after.stream;
  CHECK(before.received == before.sum_of_reasons);
  CHECK(after.received == after.sum_of_reasons);
  // The driver has counted by itself what it gave to the program.
  CHECK(after.received - before.received == after.hops.entered - before.hops.entered);
  const std::uint64_t intruders_gone = end.intruders_sent - start.intruders_sent -
                                       (end.intruders_received - start.intruders_received);
  CHECK(after.dropped - before.dropped == intruders_gone);
  if (flows_counted) CHECK(after.load_flow - before.load_flow == end.sent - start.sent);
}

void tell(AsaPair& pair, const std::string& command) {
  must(pair.a().write(command));
  must(pair.b().write(command));
}

}  // namespace

Books read_books(const Lab& lab, const HaguardCli& cli, AsaPair& pair,
                 const std::array<const Stream*, 2>& streams, bool guarded) {
  Books books;
  // Nothing but hellos, one in 100 ms, so that counters of one moment can be had.
  tell(pair, "stream off\n");
  for (std::size_t direction = 0; direction < streams.size(); ++direction)
    books.directions.at(direction) =
        read_account(lab, cli, *streams.at(direction), direction, guarded);
  books.units = {must(AsaPair::status(pair.a())), must(AsaPair::status(pair.b()))};
  tell(pair, "stream on\n");
  return books;
}

void check_books(const Books& before, const Books& after, const Expected& expected) {
  for (std::size_t direction = 0; direction < after.directions.size(); ++direction) {
    INFO("direction " << direction);
    const Account& start = before.directions.at(direction);
    const Account& end = after.directions.at(direction);
    check_stream(start, end, expected.in_order);
    if (expected.guarded) check_counters(start, end, expected.flows_counted);
    check_undisturbed(before.units.at(direction), after.units.at(direction));
  }
}

void put_figures(Figures& figures, const Books& before, const Books& after) {
  for (std::size_t direction = 0; direction < after.directions.size(); ++direction) {
    const Account& start = before.directions.at(direction);
    const Account& end = after.directions.at(direction);
    DirectionFigures& one = figures.directions.at(direction);
    one.sent = end.stream.sent - start.stream.sent;
    one.lost = one.sent - (end.stream.received - start.stream.received);
    one.intruders = end.stream.intruders_sent - start.stream.intruders_sent;
    one.intruders_dropped = end.dropped - start.dropped;
    one.intruders_breached = end.stream.forbidden_received - start.stream.forbidden_received;
    one.longest_gap_ns = end.stream.longest_gap_ns;
    const AsaStatus& unit = after.units.at(direction);
    figures.hellos_received +=
        unit["hellos_received"] - before.units.at(direction)["hellos_received"];
    figures.hellos_missed += unit["missed_hellos"] - before.units.at(direction)["missed_hellos"];
    figures.longest_hello_gap_ms = std::max(figures.longest_hello_gap_ms, unit["longest_gap_ms"]);
  }
}

}  // namespace haguard
