// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What learning starts from: the entries of the kernel's map `learned`, as values, with the time
// that they were read and what stands beside the frames.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/address.h"
#include "haguard/flow.h"

namespace haguard {

struct Observation {
  hg_flow_key key{};
  hg_observation seen{};
};

// A peer the operator named: --peer primary=192.0.2.1@eth1. Side and addresses are facts then.
struct NamedPeer {
  std::string name;
  std::string port;
  std::vector<IpAddress> addresses;
  std::vector<MacAddress> macs{};  // its own, where a policy knows them
};

// Everything one learning run knows.
struct Evidence {
  std::string link;
  std::vector<std::string> ports;  // the index is hg_flow_key.side
  std::vector<Observation> observations;
  std::vector<NamedPeer> named;
  std::string system;            // forced by the config, or empty: recognise it
  std::uint64_t started_ns = 0;  // CLOCK_MONOTONIC, or the capture's clock
  std::uint64_t ended_ns = 0;
  std::uint64_t not_recorded = 0;  // frames whose flow found the map full
  std::uint64_t malformed = 0;     // frames that could not be parsed
};

}  // namespace haguard
