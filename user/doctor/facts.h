// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What was read of the machine and of the links, before anybody judges it. A reading that failed
// carries its error, so that the judgement can say it was not made. Judgements take these values
// and nothing else; they need no root and no kernel.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/xdp.h"
#include "doctor/rules.h"
#include "haguard/forward.h"
#include "haguard/residence.h"
#include "link/ports.h"
#include "net/ethtool.h"
#include "net/interfaces.h"
#include "net/session.h"
#include "net/virtio.h"
#include "policy/model.h"

namespace haguard {

inline Error not_read() {
  return failed("it was not read");
}

struct BpffsFacts {
  std::string path;
  bool exists = false;
  bool is_bpffs = false;
  bool read_only = false;
  unsigned mode = 0;
};

struct StateFacts {
  std::string path;
  bool exists = false;
  std::string nearest;    // the folder itself, or the nearest one above it that exists
  bool writable = false;  // by this process
  bool read_only = false;
  std::uint64_t free_bytes = 0;
  std::uint64_t inodes = 0;  // 0: this file system does not count them
  std::uint64_t free_inodes = 0;
};

struct ConfigFacts {
  std::string path;
  std::optional<Error> error;
};

// Pins of a haguard with another ABI.
struct StalePins {
  unsigned version = 0;
  std::string folder;
  std::vector<std::string> links;
};

struct Conntrack {
  std::uint64_t entries = 0;
  std::uint64_t limit = 0;
};

// The sysctls of br_netfilter; all false without the module.
struct BridgeNetfilter {
  bool iptables = false;
  bool ip6tables = false;
  bool arptables = false;
};

struct MachineFacts {
  Result<std::string> kernel_release = not_read();
  Result<bool> jit = not_read();  // a program that was loaded just now came out compiled
  Result<unsigned> jit_harden = not_read();
  Result<std::uint64_t> capabilities = not_read();  // effective, bit by CAP_*
  Result<BpffsFacts> bpffs = not_read();
  Result<StateFacts> state = not_read();
  ConfigFacts config;
  Result<std::vector<std::string>> attached = not_read();  // names of links
  Result<std::vector<StalePins>> stale_pins = not_read();
  Result<bool> clock_synchronised = not_read();
  Result<std::optional<Conntrack>> conntrack = not_read();  // nothing: not in this kernel
  Result<BridgeNetfilter> bridge_netfilter = not_read();
  Result<std::vector<HookChain>> nftables = not_read();
  Result<std::vector<HookChain>> legacy_tables = not_read();
  Result<std::vector<Interface>> interfaces = not_read();
  Result<std::set<unsigned>> default_routes = not_read();
  Result<std::optional<Session>> session = not_read();
  Result<bool> forwarding = not_read();  // IPv4 or IPv6
  unsigned page_size = 4096;
  Result<unsigned> cpus = not_read();  // that the kernel counts with, offline ones too
};

// Whether residence times can be measured.
struct ResidenceFacts {
  hg_stamping stamping = HG_STAMP_OFF;
  bool egress = false;        // the egress program is there
  std::uint64_t refused = 0;  // frames whose driver has no room for the stamp
};

// Of a virtio_net card.
struct VirtioFacts {
  Result<VirtioFeatures> features = not_read();
  Result<Channels> channels = not_read();
};

struct PortFacts {
  std::string name;
  std::optional<Interface> interface;  // nothing: no such interface
  Result<std::string> driver = not_read();
  Result<std::set<std::string>> features = not_read();
  // What the driver can do with XDP; nothing: this kernel cannot say.
  Result<std::optional<std::uint64_t>> xdp_features = not_read();
  std::optional<VirtioFacts> virtio;  // only of a virtio_net card
  Result<XdpSlot> slot = not_read();
  std::string holder;                       // name of the program in the slot, where readable
  std::optional<LinkPort> holder_port;      // that it is attached for, where it is haguard's
  std::optional<Result<XdpLinkInfo>> pin;   // only of an attached link
  Result<unsigned> rp_filter = not_read();  // the stricter of all and this one
  std::optional<ResidenceFacts> residence;  // only of an attached link
};

// A file of the state folder that cannot be used.
struct BrokenFile {
  std::string path;
  Error error;
  bool stops_work = false;  // an attach or a change of policy fails because of it
};

struct LinkFacts {
  std::string name;
  bool attached = false;
  std::optional<Error> pins_error;            // it is pinned, but the pins cannot be opened
  std::vector<std::string> configured_ports;  // empty: the configuration does not have it
  std::vector<PortFacts> ports;
  std::string system;                 // that it is attached or configured for; empty: not said
  std::optional<Error> system_error;  // the knowledge base does not have it, or cannot be read
  Result<std::optional<Policy>> policy = not_read();
  Result<std::vector<BrokenFile>> broken_files = not_read();
  bool tagged_scope = false;  // attached for one VLAN
  std::string mode;           // of an attached link
  hg_forward forward = HG_FORWARD_KERNEL;
  bool failures_counted = false;  // of redirect
  bool wants_redirect = false;    // it redirects, waits for that, or would when it is attached
};

struct Facts {
  MachineFacts machine;
  std::vector<LinkFacts> links;
};

}  // namespace haguard
