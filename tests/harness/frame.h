// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Frames for tests: a value that is described layer by layer, outermost first, and turned into
// bytes by bytes(). Lengths, next-header fields and checksums are right unless a field is set
// explicitly, so that a test lies about exactly one thing. Fluent:
//
//   Frame().ethernet(mac("02:00:00:00:00:01"), mac("02:00:00:00:00:02")).vlan(100)
//          .ipv4({.source = ip("192.0.2.1"), .destination = ip("192.0.2.2"), .protocol = 105})
//          .payload("hello").pad().bytes()
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/icmp_type.h"
#include "harness/bytes.h"

namespace haguard {

// Literals of a test: a wrong one ends the process with a message.
MacAddress mac(std::string_view text);
IpAddress ip(std::string_view text);
Bytes text_bytes(std::string_view text);

inline constexpr std::uint16_t kTpidCustomer = 0x8100;
inline constexpr std::uint16_t kTpidService = 0x88a8;
inline constexpr std::size_t kSmallestFrame = 60;  // without the frame check sequence

struct ArpFields {
  std::uint16_t operation = 1;  // 1 request, 2 reply
  MacAddress sender_mac{};
  IpAddress sender{};
  MacAddress target_mac{};
  IpAddress target{};
  std::uint16_t hardware_type = 1;
  std::uint16_t protocol_type = 0x0800;
  std::uint8_t hardware_length = 6;
  std::uint8_t protocol_length = 4;
};

struct Ipv4Fields {
  IpAddress source{};
  IpAddress destination{};
  std::optional<std::uint8_t> protocol{};  // otherwise from the next layer; 253 without one
  Bytes options{};                         // padded with zero to a multiple of 4
  std::uint16_t id = 0;
  std::uint16_t fragment_offset = 0;  // bytes, a multiple of 8
  bool more_fragments = false;
  bool dont_fragment = false;
  std::uint8_t ttl = 64;
  std::uint8_t dscp = 0;
  std::optional<std::uint8_t> version{};
  std::optional<std::uint8_t> header_words{};
  std::optional<std::uint16_t> total_length{};
  std::optional<std::uint16_t> checksum{};
};

struct Ipv6Fields {
  IpAddress source{};
  IpAddress destination{};
  std::optional<std::uint8_t> next_header{};  // otherwise from the next layer; 59 without one
  std::uint8_t hop_limit = 64;
  std::uint8_t dscp = 0;
  std::uint32_t flow_label = 0;
  std::optional<std::uint8_t> version{};
  std::optional<std::uint16_t> payload_length{};
};

// An extension header with the common layout: next header, length, data.
struct ExtensionFields {
  std::uint8_t type = 0;  // 0 hop-by-hop, 43 routing, 60 destination, 135 mobility, ...
  Bytes data{};           // what follows the first two bytes; padded with zero to a multiple of 8
  std::optional<std::uint8_t> next_header{};
  std::optional<std::uint8_t> length{};  // in units of 8 bytes after the first 8
};

struct Ipv6FragmentFields {
  std::uint16_t offset = 0;  // bytes, a multiple of 8
  bool more_fragments = false;
  std::uint32_t id = 0;
  std::optional<std::uint8_t> next_header{};
};

struct AuthenticationFields {
  std::uint32_t spi = 1;
  std::uint32_t sequence = 1;
  Bytes integrity = Bytes(12, 0);  // padded with zero to a multiple of 4
  std::optional<std::uint8_t> next_header{};
  std::optional<std::uint8_t> length{};  // in units of 4 bytes, minus 2
};

struct UdpFields {
  std::uint16_t source = 0;
  std::uint16_t destination = 0;
  std::optional<std::uint16_t> length{};
  std::optional<std::uint16_t> checksum{};
};

inline constexpr std::uint8_t kTcpFin = 0x01;
inline constexpr std::uint8_t kTcpSyn = 0x02;
inline constexpr std::uint8_t kTcpPsh = 0x08;
inline constexpr std::uint8_t kTcpAck = 0x10;

struct TcpFields {
  std::uint16_t source = 0;
  std::uint16_t destination = 0;
  std::uint8_t flags = kTcpSyn;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  std::uint16_t window = 65535;
  Bytes options{};  // padded with zero to a multiple of 4
  std::optional<std::uint8_t> header_words{};
  std::optional<std::uint16_t> checksum{};
};

// Any ICMP or ICMPv6 message; which one follows from the IP layer in front.
struct IcmpFields {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint32_t rest = 0;  // the second word: identifier and sequence number of an echo
  std::optional<std::uint16_t> checksum{};
};

// ICMPv6 neighbour discovery.
struct NdFields {
  std::uint8_t type = kNeighbourSolicit;
  IpAddress target{};  // NS and NA only
  std::optional<MacAddress> source_link_layer{};
  std::optional<MacAddress> target_link_layer{};
  std::uint8_t flags = 0;         // NA: 0x80 router, 0x40 solicited, 0x20 override
  std::uint16_t lifetime = 1800;  // RA: seconds
  std::uint8_t code = 0;
  std::optional<std::uint8_t> option_length{};  // of each option, in units of 8 bytes
  std::optional<std::uint16_t> checksum{};
};

class Frame {
 public:
  // The type field follows from the next layer unless given; 0x88b5 (experimental) without one.
  Frame& ethernet(const MacAddress& source, const MacAddress& destination,
                  std::optional<std::uint16_t> ethertype = {});
  // 802.2 LLC: the type field in front becomes the length of the rest, or `length`.
  Frame& llc(std::uint8_t dsap, std::uint8_t ssap, std::uint8_t control = 3,
             std::optional<std::uint16_t> length = {});
  Frame& vlan(std::uint16_t id, std::uint16_t tpid = kTpidCustomer, std::uint8_t priority = 0,
              std::optional<std::uint16_t> ethertype = {});
  Frame& arp(const ArpFields& fields);
  Frame& ipv4(const Ipv4Fields& fields);
  Frame& ipv6(const Ipv6Fields& fields);
  Frame& extension(const ExtensionFields& fields);
  Frame& hop_by_hop(const Bytes& data = {1, 4, 0, 0, 0, 0});  // PadN
  Frame& destination_options(const Bytes& data = {1, 4, 0, 0, 0, 0});
  Frame& routing(std::uint8_t routing_type = 2, std::uint8_t segments_left = 0);
  Frame& ipv6_fragment(const Ipv6FragmentFields& fields);
  Frame& authentication(const AuthenticationFields& fields = {});
  Frame& udp(const UdpFields& fields);
  Frame& tcp(const TcpFields& fields);
  Frame& icmp(const IcmpFields& fields);
  Frame& echo_request(std::uint16_t id, std::uint16_t sequence);  // by the IP layer in front
  Frame& echo_reply(std::uint16_t id, std::uint16_t sequence);
  Frame& nd(const NdFields& fields);
  Frame& payload(const Bytes& bytes);
  Frame& payload(std::string_view text) { return payload(text_bytes(text)); }
  Frame& payload_size(std::size_t size, std::uint8_t fill = 0xa5) {
    return payload(Bytes(size, fill));
  }

  // Edits of the finished bytes, in the order of the calls.
  Frame& truncate(std::size_t size);
  Frame& pad(std::size_t size = kSmallestFrame);
  Frame& set_byte(std::size_t offset, std::uint8_t value);

  Bytes bytes() const;
  std::string to_string() const;

 private:
  struct Addresses {
    IpAddress source;
    IpAddress destination;
  };
  // What a layer sees and leaves behind while the frame is put together from the inside out.
  struct Build {
    Bytes body;
    std::uint16_t ethertype = 0x88b5;
    std::optional<std::uint8_t> protocol;
    std::optional<Addresses> addresses;  // of the IP layer around
  };
  struct Layer {
    std::function<void(Build&)> wrap;
    std::optional<Addresses> addresses;
  };

  Frame& add(std::function<void(Build&)> wrap, std::optional<Addresses> addresses = {});
  static std::uint16_t transport_checksum(const Build& build, std::uint8_t protocol,
                                          const Bytes& segment);
  static void wrap_icmp(Build& build, const IcmpFields& fields);
  static bool is_v6(const Build& build);

  std::vector<Layer> layers_;
  std::vector<std::function<void(Bytes&)>> edits_;
};

// Splits the IPv4 or IPv6 datagram of a frame (0-3 tags, no IPv6 extension headers) so that each
// piece is at most `mtu` bytes from the IP header on. `id` identifies the datagram. One frame,
// unchanged, when it fits.
std::vector<Bytes> fragment(ByteView frame, std::size_t mtu, std::uint32_t id);

// "74 bytes, 02:... > 02:... vlan 100 ipv4 192.0.2.1 > 192.0.2.2 protocol 105", then a hex dump.
std::string describe_frame(ByteView frame);

}  // namespace haguard
