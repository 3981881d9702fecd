// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A lab in which nothing but haguard can stop a frame: the firewall's bridge floods, without
// br_netfilter. Proves what became of a frame: counted under which reason, out on the far side or
// not, and that a control frame of the pair still passes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "e2e/haguard_cli.h"
#include "harness/lab.h"

namespace haguard {

// Where a frame is sent from: a unit, or the guest that shares its side.
enum class Seat : std::size_t { kUnitA, kUnitB, kGuestA, kGuestB };

// "eth1 dropped wrong_side" to frames. Counters of zero are left out.
using CounterTable = std::map<std::string, std::uint64_t>;

struct IntruderOptions {
  bool guests = true;   // a stranger on each side
  bool silent = false;  // hosts without addresses: they answer nothing
  std::string scope = "link";
};

class IntruderLab {
 public:
  // Attached, with `policy` (TOML) in force by `haguard policy apply`.
  IntruderLab(const IntruderOptions& options, const std::string& policy);

  const Lab& lab() const { return lab_; }
  const HaguardCli& haguard() const { return haguard_; }
  static std::string port(Seat seat) { return Lab::port(is_side_1(seat) ? 1 : 2); }

  // Forced past the gate, which these policies do not pass: each has flows of one direction.
  void enforce() const { haguard_.ok({"enforce", "rooms", "--force"}); }

  void send(Seat seat, const Bytes& frame) const;
  // A control frame of the unit on the seat's side (IP 105, allowed by the test's policy) goes to
  // the far side. Every frame that came out there before it; fails when it does not come.
  std::vector<Bytes> pass_control(Seat seat);
  // The frame comes out on the far side within ten seconds.
  bool arrives(Seat seat, const Bytes& frame) const;

  CounterTable counters() const;
  // Frames that the test sent; in a silent lab without guests all that a port can have received.
  std::uint64_t sent() const { return sent_; }

 private:
  static bool is_side_1(Seat seat) { return seat == Seat::kUnitA || seat == Seat::kGuestA; }
  const RawSocket& socket(Seat seat) const { return sockets_.at(static_cast<std::size_t>(seat)); }
  const RawSocket& far_unit(Seat seat) const;

  Lab lab_;
  HaguardCli haguard_;
  std::vector<RawSocket> sockets_;  // by Seat
  unsigned controls_ = 0;
  mutable std::uint64_t sent_ = 0;
};

// What `after` counted more than `before`.
CounterTable difference(const CounterTable& before, const CounterTable& after);
std::string to_string(const CounterTable& table);

}  // namespace haguard
