// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// UDP, TCP, ICMP and neighbour discovery, with their pseudo-header checksums.
#include <utility>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "harness/frame.h"

namespace haguard {
namespace {

void put_link_layer_option(Bytes& out, std::uint8_t type, const std::optional<MacAddress>& address,
                           std::optional<std::uint8_t> length) {
  if (!address) return;
  put8(out, type);
  put8(out, length.value_or(1));
  put(out, address->bytes);
}

}  // namespace

std::uint16_t Frame::transport_checksum(const Build& build, std::uint8_t protocol,
                                        const Bytes& segment) {
  Bytes pseudo;
  if (build.addresses) {
    const std::size_t width = is_v6(build) ? 16 : 4;
    put(pseudo, ByteView(build.addresses->source.bytes).first(width));
    put(pseudo, ByteView(build.addresses->destination.bytes).first(width));
    put32(pseudo, static_cast<std::uint32_t>(segment.size()));
    put32(pseudo, protocol);
  }
  return checksum_finish(checksum_add(segment, checksum_add(pseudo)));
}

Frame& Frame::udp(const UdpFields& fields) {
  return add([fields](Build& build) {
    Bytes out;
    put16(out, fields.source);
    put16(out, fields.destination);
    put16(out, fields.length.value_or(static_cast<std::uint16_t>(8 + build.body.size())));
    put16(out, 0);
    put(out, build.body);
    const std::uint16_t sum = transport_checksum(build, kUdp, out);
    // RFC 768: a computed zero is sent as all ones, zero means "no checksum".
    set16(out, 6, fields.checksum.value_or(sum == 0 ? std::uint16_t{0xffff} : sum));
    build.body = std::move(out);
    build.protocol = kUdp;
  });
}

Frame& Frame::tcp(const TcpFields& fields) {
  return add([fields](Build& build) {
    Bytes options = fields.options;
    while (options.size() % 4 != 0)
      options.push_back(0);
    const auto words = static_cast<std::uint8_t>((20 + options.size()) / 4);
    Bytes out;
    put16(out, fields.source);
    put16(out, fields.destination);
    put32(out, fields.sequence);
    put32(out, fields.acknowledgement);
    put8(out, static_cast<std::uint8_t>(fields.header_words.value_or(words) << 4U));
    put8(out, fields.flags);
    put16(out, fields.window);
    put32(out, 0);  // checksum and urgent pointer
    put(out, options);
    put(out, build.body);
    set16(out, 16, fields.checksum.value_or(transport_checksum(build, kTcp, out)));
    build.body = std::move(out);
    build.protocol = kTcp;
  });
}

void Frame::wrap_icmp(Build& build, const IcmpFields& fields) {
  Bytes out{fields.type, fields.code, 0, 0};
  put32(out, fields.rest);
  put(out, build.body);
  const std::uint16_t sum =
      is_v6(build) ? transport_checksum(build, kIcmpv6, out) : checksum_finish(checksum_add(out));
  set16(out, 2, fields.checksum.value_or(sum));
  build.body = std::move(out);
  build.protocol = is_v6(build) ? kIcmpv6 : kIcmp;
}

Frame& Frame::icmp(const IcmpFields& fields) {
  return add([fields](Build& build) { wrap_icmp(build, fields); });
}

Frame& Frame::echo_request(std::uint16_t id, std::uint16_t sequence) {
  return add([=](Build& build) {
    const std::uint8_t type = is_v6(build) ? kEchoRequestV6 : kEchoRequest;
    wrap_icmp(build, {.type = type, .rest = (std::uint32_t{id} << 16U) | sequence});
  });
}

Frame& Frame::echo_reply(std::uint16_t id, std::uint16_t sequence) {
  return add([=](Build& build) {
    const std::uint8_t type = is_v6(build) ? kEchoReplyV6 : kEchoReply;
    wrap_icmp(build, {.type = type, .rest = (std::uint32_t{id} << 16U) | sequence});
  });
}

Frame& Frame::nd(const NdFields& fields) {
  return add([fields](Build& build) {
    Bytes out{fields.type, fields.code, 0, 0};
    if (fields.type == kRouterAdvert) {
      put8(out, 64);
      put8(out, fields.flags);
      put16(out, fields.lifetime);
      put64(out, 0);  // reachable time and retransmission timer: unspecified
    } else if (fields.type == kRouterSolicit) {
      put32(out, 0);
    } else {
      put32(out, fields.type == kNeighbourAdvert ? std::uint32_t{fields.flags} << 24U : 0);
      put(out, fields.target.bytes);
    }
    put_link_layer_option(out, 1, fields.source_link_layer, fields.option_length);
    put_link_layer_option(out, 2, fields.target_link_layer, fields.option_length);
    put(out, build.body);
    set16(out, 2, fields.checksum.value_or(transport_checksum(build, kIcmpv6, out)));
    build.body = std::move(out);
    build.protocol = kIcmpv6;
  });
}

}  // namespace haguard
