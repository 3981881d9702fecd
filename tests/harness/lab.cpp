// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Builds the lab with ip(8) in batches. The firewall has no IPv6 of its own, so no frame in the lab
// comes from the firewall itself.
#include "harness/lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/file.h"
#include "harness/offload.h"
#include "harness/poll.h"
#include "harness/process.h"
#include "harness/text.h"

namespace haguard {
namespace {

constexpr unsigned kFirstPortIndex = 11;
constexpr unsigned kFirstHostPortIndex = 21;

unsigned port_index(int side) {
  return kFirstPortIndex + static_cast<unsigned>(side - 1);
}

IpAddress link_local_of(const MacAddress& mac) {
  const std::uint8_t bytes[16] = {0xfe,
                                  0x80,
                                  0,
                                  0,
                                  0,
                                  0,
                                  0,
                                  0,
                                  static_cast<std::uint8_t>(mac.bytes[0] ^ 2U),
                                  mac.bytes[1],
                                  mac.bytes[2],
                                  0xff,
                                  0xfe,
                                  mac.bytes[3],
                                  mac.bytes[4],
                                  mac.bytes[5]};
  return IpAddress::v6(bytes);
}

Status no_ipv6(const Netns& netns) {
  HG_CHECK(netns.sysctl("net/ipv6/conf/all/disable_ipv6", "1"));
  return netns.sysctl("net/ipv6/conf/default/disable_ipv6", "1");
}

Status host_ipv6(const Netns& netns, const LabOptions& options) {
  if (!options.ipv6) return no_ipv6(netns);
  // No router lives on an HA link: do not solicit one.
  HG_CHECK(netns.sysctl("net/ipv6/conf/default/accept_ra", "0"));
  HG_CHECK(netns.sysctl("net/ipv6/conf/default/addr_gen_mode", "0"));
  if (options.duplicate_address_detection) return Done{};
  return netns.sysctl("net/ipv6/conf/default/accept_dad", "0");
}

std::string bridge_lines(const std::string& name) {
  return fmt::format(
      "link add {0} type bridge stp_state 0 forward_delay 0 mcast_snooping 0\n"
      "link set {0} up\n",
      name);
}

GuestOptions unit(int side) {
  return {.side = side,
          .mac = fmt::format("02:00:00:00:00:0{}", side),
          .ipv4 = fmt::format("192.0.2.{}", side),
          .ipv6 = fmt::format("2001:db8::{}", side)};
}

// An interface of a namespace with br0 that joins it, with the other end in `netns`. Both ends must
// differ in number: where a veth has the number of its peer, the kernel delays the news of the link
// coming up by a second.
std::string cable(const std::string& name, unsigned index, const std::string& peer,
                  const Netns& netns) {
  return fmt::format(
      "link add name {0} index {1} type veth peer name {2} netns {3}\n"
      "link set {0} master br0\n"
      "link set {0} up\n",
      name, index, peer, netns.path());
}

// Every veth is up, every bridge port forwards: the next frame is not lost.
bool links_settled(const Netns& netns) {
  const auto links = netns.run({"ip", "-o", "link", "show", "type", "veth"});
  const auto ports = netns.run({"bridge", "-o", "link", "show"});
  if (!links.ok() || !ports.ok()) return false;
  return count_of(*links, "\n") == count_of(*links, " state UP ") &&
         count_of(*ports, "\n") == count_of(*ports, " state forwarding ");
}

// The host's addresses that can be used now, as "ip -6 -o address" shows them.
bool ipv6_settled(const Host& host) {
  const auto text = host.netns.run({"ip", "-6", "-o", "address", "show", "dev", "eth0"});
  if (!text.ok()) return false;
  return text->find("tentative") == std::string::npos &&
         text->find(host.link_local.to_string() + "/") != std::string::npos &&
         text->find(host.ipv6.to_string() + "/") != std::string::npos;
}

}  // namespace

Lab::Lab(TempDir scratch, BpffsMount bpffs, Netns fw)
    : scratch_(std::move(scratch)), bpffs_(std::move(bpffs)), fw_(std::move(fw)) {}

Result<Lab> Lab::create(const LabOptions& options) {
  HG_TRY(TempDir scratch, TempDir::create());
  HG_TRY(BpffsMount bpffs, BpffsMount::create(scratch.path() + "/bpf"));
  HG_CHECK(make_directories(scratch.path() + "/state"));
  HG_TRY(Netns fw, Netns::create());
  Lab lab(std::move(scratch), std::move(bpffs), std::move(fw));
  HG_CHECK(lab.build(options));
  return lab;
}

Status Lab::build(const LabOptions& options) {
  HG_CHECK(no_ipv6(fw_));
  HG_CHECK(fw_.ip_batch(bridge_lines("br0")));
  for (const auto& guest : options.guests)
    HG_CHECK(add_switch(guest.side));
  HG_CHECK(add_host(unit(1), options));
  HG_CHECK(add_host(unit(2), options));
  for (const auto& guest : options.guests)
    HG_CHECK(add_host(guest, options));
  return settle(options);
}

Status Lab::add_switch(int side) {
  auto& slot = switches_.at(static_cast<std::size_t>(side - 1));
  if (slot) return Done{};
  HG_TRY(Netns netns, Netns::create());
  HG_CHECK(no_ipv6(netns));
  HG_CHECK(netns.bridge_without_netfilter());
  HG_CHECK(netns.ip_batch(bridge_lines("br0")));
  HG_CHECK(fw_.ip_batch(cable(port(side), port_index(side), "up0", netns)));
  HG_CHECK(netns.ip_batch("link set up0 master br0\nlink set up0 up\n"));
  // The firewall's XDP program must see tags that came through this switch.
  HG_CHECK(set_features(netns, "up0", kTagInsertion, false));
  slot = std::move(netns);
  return Done{};
}

Status Lab::add_host(const GuestOptions& options, const LabOptions& lab) {
  HG_TRY(Netns netns, Netns::create());
  HG_TRY(const MacAddress mac, MacAddress::parse(options.mac));
  HG_TRY(const IpAddress ipv4, IpAddress::parse(options.ipv4));
  HG_TRY(const IpAddress ipv6, IpAddress::parse(options.ipv6));
  HG_CHECK(host_ipv6(netns, lab));
  const auto& middle = switches_.at(static_cast<std::size_t>(options.side - 1));
  const Netns& uplink = middle ? *middle : fw_;
  const std::string name = middle ? fmt::format("host{}", hosts_.size()) : port(options.side);
  const unsigned index = middle ? kFirstHostPortIndex + static_cast<unsigned>(hosts_.size())
                                : port_index(options.side);
  HG_CHECK(uplink.ip_batch(cable(name, index, Host::kInterface, netns)));
  std::string lines = fmt::format(
      "link set eth0 address {}\nlink set eth0 up\naddress add {}/24 broadcast + dev eth0\n",
      options.mac, options.ipv4);
  if (lab.ipv6) lines += fmt::format("address add {}/64 dev eth0\n", options.ipv6);
  HG_CHECK(netns.ip_batch(lines));
  hosts_.push_back({std::move(netns), mac, ipv4, ipv6, link_local_of(mac)});
  return Done{};
}

Status Lab::settle(const LabOptions& options) const {
  constexpr auto kDeadline = std::chrono::seconds(20);
  const auto links = [&] {
    bool settled = links_settled(fw_);
    for (const auto& middle : switches_)
      settled = settled && (!middle || links_settled(*middle));
    for (const auto& host : hosts_)
      settled = settled && links_settled(host.netns);
    return settled;
  };
  const auto addresses = [&] {
    return !options.ipv6 || std::all_of(hosts_.begin(), hosts_.end(), ipv6_settled);
  };
  if (!eventually(kDeadline, links)) return failed("build a lab: a link did not come up");
  if (eventually(kDeadline, addresses)) return Done{};
  return failed("build a lab: the IPv6 addresses did not settle");
}

Status Lab::block(int side, bool blocked) const {
  // 0 is "disabled", 3 "forwarding"; without STP the kernel reopens a port set to "blocking".
  HG_CHECK(fw_.run({"bridge", "link", "set", "dev", port(side), "state", blocked ? "0" : "3"}));
  return Done{};
}

bool Lab::ping(const Host& from, const IpAddress& to, std::chrono::milliseconds deadline) {
  const std::string seconds = fmt::format("{:.1f}", static_cast<double>(deadline.count()) / 1000.0);
  std::vector<std::string> argv{"ping", "-n", "-c", "1", "-w", "10", "-W", seconds};
  if (to.is_link_local()) argv.insert(argv.end(), {"-I", Host::kInterface});
  argv.push_back(to.to_string());
  const auto output = run({.argv = argv, .netns = from.netns.fd()});
  return output.ok() && output->ok();
}

}  // namespace haguard
