// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "e2e/intruder_lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/file.h"
#include "fixture/must.h"
#include "fixture/pair.h"

namespace haguard {
namespace {

using std::chrono::seconds;

// Nobody has it: every unit sees the frame on its packet socket, no kernel answers it.
const MacAddress kMacNobody = mac("02:00:00:00:00:99");

LabOptions lab_options(const IntruderOptions& options) {
  LabOptions lab;
  lab.ipv6 = false;  // the kernels' own multicast reports would be counted, too
  if (!options.guests) return lab;
  lab.guests = {{.side = 1}, {.side = 2, .mac = "02:00:00:00:00:67", .ipv4 = "192.0.2.67"}};
  return lab;
}

void make_hub(const Netns& fw) {
  must(fw.bridge_without_netfilter());
  must(fw.ip_batch("link set br0 type bridge ageing_time 0\n"));
}

bool is_same(ByteView a, const Bytes& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

IntruderLab::IntruderLab(const IntruderOptions& options, const std::string& policy)
    : lab_(must(Lab::create(lab_options(options)))), haguard_(lab_) {
  make_hub(lab_.fw());
  std::vector<const Host*> hosts = {&lab_.a(), &lab_.b()};
  if (options.guests) hosts.insert(hosts.end(), {&lab_.guest(0), &lab_.guest(1)});
  for (const Host* host : hosts) {
    if (options.silent) must(host->netns.ip_batch("address flush dev eth0\n"));
    sockets_.push_back(must(host->raw_socket()));
  }
  const std::string file = lab_.scratch() + "/policy.toml";
  must(write_file(file, policy));
  haguard_.ok({"attach", "rooms", "--ports", "eth1,eth2", "--scope", options.scope});
  haguard_.ok({"policy", "apply", file});
}

const RawSocket& IntruderLab::far_unit(Seat seat) const {
  return socket(is_side_1(seat) ? Seat::kUnitB : Seat::kUnitA);
}

void IntruderLab::send(Seat seat, const Bytes& frame) const {
  INFO(describe_frame(frame));
  must(socket(seat).send(frame));
  ++sent_;
}

std::vector<Bytes> IntruderLab::pass_control(Seat seat) {
  const bool from_a = is_side_1(seat);
  const Bytes mark =
      text_bytes(fmt::format("control {:08} that passes, and is forty bytes", ++controls_));
  send(from_a ? Seat::kUnitA : Seat::kUnitB, Frame()
                                                 .ethernet(from_a ? kMacA : kMacB, kMacNobody)
                                                 .ipv4({.source = from_a ? kIpA : kIpB,
                                                        .destination = from_a ? kIpB : kIpA,
                                                        .protocol = 105})
                                                 .payload(mark)
                                                 .bytes());
  std::vector<Bytes> before;
  const FrameFilter is_control = containing(mark);
  REQUIRE(far_unit(seat).receive(seconds(10), [&](ByteView frame) {
    if (is_control(frame)) return true;
    before.emplace_back(frame.begin(), frame.end());
    return false;
  }));
  return before;
}

bool IntruderLab::arrives(Seat seat, const Bytes& frame) const {
  return far_unit(seat)
      .receive(seconds(10), [&](ByteView seen) { return is_same(seen, frame); })
      .has_value();
}

CounterTable IntruderLab::counters() const {
  CounterTable table;
  const nlohmann::json counters = haguard_.json({"counters"});
  for (const auto& port : counters["ports"]) {
    std::uint64_t sum = 0;
    for (const auto& counter : port["reasons"]) {
      const auto frames = counter["frames"].get<std::uint64_t>();
      table[fmt::format("{} {} {}", port["port"].get<std::string>(),
                        counter["disposition"].get<std::string>(),
                        counter["reason"].get<std::string>())] = frames;
      sum += frames;
    }
    CHECK(sum == port["received"]["frames"].get<std::uint64_t>());
  }
  return table;
}

CounterTable difference(const CounterTable& before, const CounterTable& after) {
  CounterTable table;
  for (const auto& [name, frames] : after) {
    const auto old = before.find(name);
    const std::uint64_t more = frames - (old == before.end() ? 0 : old->second);
    if (more != 0) table[name] = more;
  }
  return table;
}

std::string to_string(const CounterTable& table) {
  std::string text;
  for (const auto& [name, frames] : table)
    text += fmt::format("  {}: {}\n", name, frames);
  return text;
}

}  // namespace haguard
