// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A real network for one test: two units and a bridging firewall, each in a namespace of its own.
//
//   unit-a eth0 --- eth1 fw eth2 --- eth0 unit-b          br0 over eth1 and eth2
//   192.0.2.1, 2001:db8::1           192.0.2.2, 2001:db8::2
//   02:00:00:00:00:01                02:00:00:00:00:02
//
// ARP and neighbour discovery are real. A guest (an intruder, a bystander) shares a side with a
// unit: then that side has a small switch of its own between the firewall's port and its hosts.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "harness/netns.h"
#include "harness/raw_socket.h"
#include "harness/scratch.h"

namespace haguard {

struct GuestOptions {
  int side = 1;  // 1: behind eth1, 2: behind eth2
  std::string mac = "02:00:00:00:00:66";
  std::string ipv4 = "192.0.2.66";
  std::string ipv6 = "2001:db8::66";
};

struct LabOptions {
  bool ipv6 = true;
  // Duplicate address detection takes seconds; without it the addresses are usable at once.
  bool duplicate_address_detection = false;
  std::vector<GuestOptions> guests{};
};

// A host with one interface, eth0.
struct Host {
  Netns netns;
  MacAddress mac;
  IpAddress ipv4;
  IpAddress ipv6;
  IpAddress link_local;  // from the MAC (EUI-64)

  static constexpr const char* kInterface = "eth0";
  Result<RawSocket> raw_socket() const { return RawSocket::open(netns, kInterface); }
};

class Lab {
 public:
  static Result<Lab> create(const LabOptions& options = {});

  const Host& a() const { return hosts_[0]; }
  const Host& b() const { return hosts_[1]; }
  const Host& guest(std::size_t index = 0) const { return hosts_[2 + index]; }
  const Netns& fw() const { return fw_; }
  static std::string port(int side) { return side == 1 ? "eth1" : "eth2"; }

  // A bpffs and folders that belong to this lab alone.
  const std::string& bpffs() const { return bpffs_.path(); }
  std::string state_dir() const { return scratch_.path() + "/state"; }
  // For any other file of the test; removed with the lab.
  const std::string& scratch() const { return scratch_.path(); }

  // Stops the bridge from forwarding on a port, or lets it forward again; the link stays up.
  Status block(int side, bool blocked) const;
  // True when `from` gets an answer to one echo request to `to` before the deadline.
  static bool ping(const Host& from, const IpAddress& to,
                   std::chrono::milliseconds deadline = std::chrono::seconds(5));

 private:
  Lab(TempDir scratch, BpffsMount bpffs, Netns fw);
  Status build(const LabOptions& options);
  Status add_switch(int side);
  Status add_host(const GuestOptions& options, const LabOptions& lab);
  Status settle(const LabOptions& options) const;

  TempDir scratch_;
  BpffsMount bpffs_;
  Netns fw_;
  std::array<std::optional<Netns>, 2> switches_;  // of sides 1 and 2, where there are guests
  std::vector<Host> hosts_;  // unit-a, unit-b, guests in the order of the options
};

}  // namespace haguard
