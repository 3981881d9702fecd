// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// 802.1Q tagged: whole frames by hand on a packet socket. The unit resolves the peer itself and
// answers ARP requests, neighbour solicitations and echo requests on the tagged link.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "harness/asa/message.h"
#include "harness/asa/probe.h"
#include "harness/asa/reassembly.h"
#include "harness/asa/transport.h"
#include "harness/raw_socket.h"

namespace haguard {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMtu = 1500;
constexpr std::size_t kFrames = 96;
constexpr auto kResolveAgain = std::chrono::milliseconds(200);
constexpr std::size_t kNetwork = 18;  // ethernet and one tag

MacAddress group_mac_of(const IpAddress& destination) {
  if (destination.is_v4()) return mac("ff:ff:ff:ff:ff:ff");
  MacAddress address{{0x33, 0x33, 0, 0, 0, 0}};
  std::copy_n(destination.bytes.begin() + 12, 4, address.bytes.begin() + 2);
  return address;
}

MacAddress mac_from(ByteView frame, std::size_t at) {
  MacAddress address;
  std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(at), 6, address.bytes.begin());
  return address;
}

class TaggedTransport : public AsaTransport {
 public:
  TaggedTransport(const AsaOptions& options, RawSocket socket, MacAddress own)
      : options_(options),
        vlan_(options.vlan.value_or(1)),
        socket_(std::move(socket)),
        own_(own),
        hello_(asa_hello_destination(options)),
        everyone_(asa_broadcast(options, true)) {}

  std::vector<int> descriptors() const override { return {socket_.fd()}; }

  std::size_t send(const std::vector<AsaDatagram>& datagrams) override {
    for (std::size_t i = 0; i < datagrams.size(); ++i) {
      const IpAddress& to = datagrams[i].as_hello ? hello_ : options_.peer;
      if (!send_ip(to, datagrams[i].protocol, datagrams[i].payload)) return i;
    }
    return datagrams.size();
  }

  void receive(std::vector<AsaDatagram>& into) override {
    for (std::size_t i = 0; i < kFrames; ++i) {
      const auto frame = socket_.receive_now();
      if (!frame) return;
      if (is_ours(*frame)) handle(*frame, into);
    }
  }

  void probe(std::uint16_t sequence) override {
    expect_answers();
    send_tagged(resolution_request(options_, own_).bytes());
    for (const IpAddress* to : {&options_.peer, &everyone_}) {
      if (to == &options_.peer && !peer_mac_) continue;
      Frame frame = ip_header(*to, {});
      send_frame(frame.echo_request(kAsaEchoId, sequence).payload_size(64).bytes());
    }
  }

 private:
  // Ethernet, tag and IP header towards `to`; the protocol from the next layer unless given.
  Frame ip_header(const IpAddress& to, std::optional<std::uint8_t> protocol) const {
    const MacAddress target = to == options_.peer ? *peer_mac_ : group_mac_of(to);
    Frame frame = Frame().ethernet(own_, target).vlan(vlan_);
    if (to.is_v4()) {
      return frame.ipv4({.source = options_.local, .destination = to, .protocol = protocol});
    }
    return frame.ipv6({.source = options_.local, .destination = to, .next_header = protocol});
  }

  bool send_ip(const IpAddress& to, std::uint8_t protocol, const Bytes& payload) {
    if (to == options_.peer && !peer_mac_) {
      resolve();
      return false;
    }
    Frame frame = ip_header(to, protocol);
    const Bytes whole = frame.payload(payload).bytes();
    for (const auto& piece : fragment(ByteView(whole), kMtu, ++datagram_id_)) {
      if (!send_frame(piece)) return false;
    }
    return true;
  }

  bool send_frame(ByteView frame) {
    if (socket_.send(frame).ok()) return true;
    ++send_errors_;
    return false;
  }

  // Puts the tag into an untagged frame.
  void send_tagged(ByteView frame) {
    Bytes out(frame.begin(), frame.begin() + 12);
    put16(out, kTpidCustomer);
    put16(out, vlan_);
    put(out, frame.subspan(12));
    send_frame(out);
  }

  void resolve() {
    const auto now = Clock::now();
    if (now < resolve_again_) return;
    resolve_again_ = now + kResolveAgain;
    send_tagged(resolution_request(options_, own_).bytes());
  }

  bool is_ours(ByteView frame) const {
    return frame.size() > kNetwork && get16(frame, 12) == kTpidCustomer &&
           (get16(frame, 14) & 0xfffU) == vlan_;
  }

  void handle(ByteView frame, std::vector<AsaDatagram>& into) {
    const std::uint16_t ethertype = get16(frame, 16);
    const ByteView packet = frame.subspan(kNetwork);
    if (ethertype == 0x0806 && packet.size() >= 28) handle_arp(packet);
    if (ethertype == 0x0800 && packet.size() >= 20) handle_ipv4(frame, packet, into);
    if (ethertype == 0x86dd && packet.size() >= 40) handle_ipv6(frame, packet, into);
  }

  bool same(ByteView packet, std::size_t at, const IpAddress& address) const {
    const std::ptrdiff_t width = address.is_v4() ? 4 : 16;
    return std::equal(address.bytes.begin(), address.bytes.begin() + width,
                      packet.begin() + static_cast<std::ptrdiff_t>(at));
  }

  void handle_arp(ByteView arp) {
    if (!same(arp, 14, options_.peer) || !same(arp, 24, options_.local)) return;
    peer_mac_ = mac_from(arp, 8);
    if (get16(arp, 6) == 2) count_answer();
    if (get16(arp, 6) != 1) return;
    send_frame(Frame()
                   .ethernet(own_, *peer_mac_)
                   .vlan(vlan_)
                   .arp({.operation = 2,
                         .sender_mac = own_,
                         .sender = options_.local,
                         .target_mac = *peer_mac_,
                         .target = options_.peer})
                   .bytes());
  }

  void handle_ipv4(ByteView frame, ByteView packet, std::vector<AsaDatagram>& into) {
    const std::size_t header = (packet[0] & 0xfU) * std::size_t{4};
    const std::size_t total = get16(packet, 2);
    if (!same(packet, 12, options_.peer) || total > packet.size() || total < header) return;
    const std::uint16_t word = get16(packet, 6);
    const std::size_t offset = (word & 0x1fffU) * std::size_t{8};
    deliver(frame, packet[9], get16(packet, 4), offset, (word & 0x2000U) != 0,
            packet.subspan(header, total - header), into);
  }

  void handle_ipv6(ByteView frame, ByteView packet, std::vector<AsaDatagram>& into) {
    const std::size_t length = get16(packet, 4);
    if (!same(packet, 8, options_.peer) || length > packet.size() - 40) return;
    ByteView body = packet.subspan(40, length);
    if (packet[6] != 44) return deliver(frame, packet[6], 0, 0, false, body, into);
    if (body.size() < 8) return;
    const std::uint16_t word = get16(body, 2);
    deliver(frame, body[0], get32(body, 4), word & 0xfff8U, (word & 1U) != 0, body.subspan(8),
            into);
  }

  void deliver(ByteView frame, std::uint8_t protocol, std::uint32_t id, std::size_t offset,
               bool more, ByteView body, std::vector<AsaDatagram>& into) {
    if (offset != 0 || more) {
      auto whole = reassembly_.add(id, protocol, offset, more, body);
      if (whole) into.push_back({protocol, false, std::move(*whole)});
      return;
    }
    if (is_icmp(protocol)) return handle_icmp(frame, body, protocol == kIcmp);
    into.push_back({protocol, false, Bytes(body.begin(), body.end())});
  }

  void handle_icmp(ByteView frame, ByteView icmp, bool v4) {
    if (icmp.size() < 8) return;
    if (is_echo_reply(icmp, v4)) count_answer();
    if (is_neighbour_advert(icmp, v4)) {
      count_answer();
      if (same(icmp, 8, options_.peer)) peer_mac_ = mac_from(frame, 6);
    }
    const bool to_us = mac_from(frame, 0) == own_;
    if (icmp[0] == (v4 ? kEchoRequest : kEchoRequestV6) && to_us) answer_echo(frame, icmp);
    if (!v4 && icmp[0] == kNeighbourSolicit && icmp.size() >= 24 && same(icmp, 8, options_.local)) {
      peer_mac_ = mac_from(frame, 6);
      advertise();
    }
  }

  void answer_echo(ByteView frame, ByteView request) {
    peer_mac_ = mac_from(frame, 6);
    Frame reply = ip_header(options_.peer, {});
    send_frame(reply.echo_reply(get16(request, 4), get16(request, 6))
                   .payload(Bytes(request.begin() + 8, request.end()))
                   .bytes());
  }

  void advertise() {
    Frame frame = Frame().ethernet(own_, *peer_mac_).vlan(vlan_);
    send_frame(
        frame.ipv6({.source = options_.local, .destination = options_.peer, .hop_limit = 255})
            .nd({.type = kNeighbourAdvert,
                 .target = options_.local,
                 .target_link_layer = own_,
                 .flags = 0x60})
            .bytes());
  }

  AsaOptions options_;
  std::uint16_t vlan_;
  RawSocket socket_;
  MacAddress own_;
  IpAddress hello_;
  IpAddress everyone_;
  std::optional<MacAddress> peer_mac_;
  Clock::time_point resolve_again_{};
  std::uint32_t datagram_id_ = 0;
  AsaReassembly reassembly_;
};

}  // namespace

Result<std::unique_ptr<AsaTransport>> open_tagged_transport(const AsaOptions& options) {
  HG_TRY(RawSocket socket, RawSocket::open_here(options.interface));
  HG_TRY(const MacAddress own, interface_mac(options.interface));
  return std::unique_ptr<AsaTransport>(
      std::make_unique<TaggedTransport>(options, std::move(socket), own));
}

}  // namespace haguard
