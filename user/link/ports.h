// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The ports of a link and the program on each of them: attaching, attaching again where the
// interface was replaced, and exchanging the program for another one. What must stay true: a port
// that has a program is never without one in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/guard.h"
#include "bpf/xdp.h"
#include "link/link.h"

namespace haguard {

enum class PortCondition : std::uint8_t {
  kLive,       // the program is on the interface of this name
  kRenamed,    // the program is on the interface that had this name; no other one has it
  kReturned,   // an interface of this name is there, and our program nowhere
  kAbsent,     // no interface, and no program
  kElsewhere,  // the program is on another interface, and one of this name is there
};

// "live", "renamed", "returned", "absent", "elsewhere".
const char* condition_name(PortCondition condition);

// The interface that the port is has the program.
constexpr bool is_attached(PortCondition condition) {
  return condition == PortCondition::kLive || condition == PortCondition::kRenamed;
}

// Of the interface that the program is on.
enum class PortSignal : std::uint8_t {
  kCarrier,    // up, with something at the other end of the cable
  kNoCarrier,  // up, with nothing there: no frame comes in or goes out
  kDown,       // set down by somebody
};

// "carrier", "no carrier", "down".
const char* signal_name(PortSignal signal);

struct PortState {
  std::string name;
  PortCondition condition = PortCondition::kAbsent;
  unsigned ifindex = 0;  // where the program is; 0: nowhere
  // Nothing: it is on no interface of this network namespace.
  std::optional<PortSignal> signal = std::nullopt;
};

// A port of a link, of any that is attached.
struct LinkPort {
  std::string link;
  std::string port;
};

// The one that a program is attached for; nothing: it is not of a link here.
std::optional<LinkPort> port_of_program(const Place& place, std::uint32_t program_id);

// The interface of this network namespace that a port's program is on; 0: none.
unsigned interface_of(const Link& link, std::size_t side);

Result<PortState> read_port_state(const Link& link, std::size_t side);

// The program that is on a port, or would be put there. kNotFound when its pin is gone.
Result<Program> program_of(const Link& link, std::size_t side);

// Puts the port's program, which is nowhere, on the interface of its name. kNotFound: no such
// interface.
Status attach_port(const Link& link, std::size_t side);

// Where a port's program judges frames, it is taken off no interface, whatever became of the port's
// name. kFailed where it is on none of this network namespace, or not on the one of the port's
// name.
Status check_names(const Link& link);

// Attaches every port whose interface came (back). Returns their names, or the first failure after
// all of them were tried. The others stay as they are.
Result<std::vector<std::string>> attach_returned_ports(const Link& link);

struct UpgradeReport {
  bool current = false;               // the program of this binary was on every port already
  std::vector<std::string> replaced;  // ports
  std::vector<std::string> absent;    // ports without an interface: they get it when that comes
};

// Loads and verifies the program of this binary, then puts it in the place of the present one on
// each port by compare-and-swap. A failure before or between leaves the old program on every port.
// `even_if_same` also exchanges a program for the same one.
Result<UpgradeReport> upgrade_link(Link& link, bool even_if_same);

}  // namespace haguard
