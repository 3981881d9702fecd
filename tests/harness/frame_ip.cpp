// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// IPv4, IPv6 and the headers between them and the transport.
#include <utility>

#include "harness/frame.h"

namespace haguard {
namespace {

void pad_to_multiple(Bytes& bytes, std::size_t of, std::size_t already = 0) {
  while ((bytes.size() + already) % of != 0)
    bytes.push_back(0);
}

constexpr std::uint8_t kExperimentalProtocol = 253;
constexpr std::uint8_t kNoNextHeader = 59;

}  // namespace

Frame& Frame::ipv4(const Ipv4Fields& fields) {
  auto wrap = [fields](Build& build) {
    Bytes options = fields.options;
    pad_to_multiple(options, 4);
    const std::size_t header_size = 20 + options.size();
    const auto words = fields.header_words.value_or(static_cast<std::uint8_t>(header_size / 4));
    const auto whole = static_cast<std::uint16_t>(header_size + build.body.size());
    Bytes out;
    put8(out, static_cast<std::uint8_t>((fields.version.value_or(4) << 4U) | (words & 0xfU)));
    put8(out, static_cast<std::uint8_t>(fields.dscp << 2U));
    put16(out, fields.total_length.value_or(whole));
    put16(out, fields.id);
    put16(out, static_cast<std::uint16_t>((fields.dont_fragment ? 0x4000U : 0U) |
                                          (fields.more_fragments ? 0x2000U : 0U) |
                                          (fields.fragment_offset / 8U)));
    put8(out, fields.ttl);
    put8(out, fields.protocol.value_or(build.protocol.value_or(kExperimentalProtocol)));
    put16(out, 0);
    put(out, ByteView(fields.source.bytes).first(4));
    put(out, ByteView(fields.destination.bytes).first(4));
    put(out, options);
    set16(out, 10, fields.checksum.value_or(checksum_finish(checksum_add(out))));
    put(out, build.body);
    build.body = std::move(out);
    build.ethertype = 0x0800;
    build.protocol = 4;
  };
  return add(wrap, Addresses{fields.source, fields.destination});
}

Frame& Frame::ipv6(const Ipv6Fields& fields) {
  auto wrap = [fields](Build& build) {
    Bytes out;
    put32(out, (std::uint32_t{fields.version.value_or(6)} << 28U) |
                   (std::uint32_t{fields.dscp} << 22U) | (fields.flow_label & 0xfffffU));
    put16(out, fields.payload_length.value_or(static_cast<std::uint16_t>(build.body.size())));
    put8(out, fields.next_header.value_or(build.protocol.value_or(kNoNextHeader)));
    put8(out, fields.hop_limit);
    put(out, fields.source.bytes);
    put(out, fields.destination.bytes);
    put(out, build.body);
    build.body = std::move(out);
    build.ethertype = 0x86dd;
    build.protocol = 41;
  };
  return add(wrap, Addresses{fields.source, fields.destination});
}

Frame& Frame::extension(const ExtensionFields& fields) {
  return add([fields](Build& build) {
    Bytes data = fields.data;
    pad_to_multiple(data, 8, 2);
    Bytes out;
    put8(out, fields.next_header.value_or(build.protocol.value_or(kNoNextHeader)));
    put8(out, fields.length.value_or(static_cast<std::uint8_t>((data.size() + 2) / 8 - 1)));
    put(out, data);
    put(out, build.body);
    build.body = std::move(out);
    build.protocol = fields.type;
  });
}

Frame& Frame::hop_by_hop(const Bytes& data) {
  return extension({.type = 0, .data = data});
}

Frame& Frame::destination_options(const Bytes& data) {
  return extension({.type = 60, .data = data});
}

Frame& Frame::routing(std::uint8_t routing_type, std::uint8_t segments_left) {
  return extension({.type = 43, .data = {routing_type, segments_left, 0, 0, 0, 0}});
}

Frame& Frame::ipv6_fragment(const Ipv6FragmentFields& fields) {
  return add([fields](Build& build) {
    Bytes out;
    put8(out, fields.next_header.value_or(build.protocol.value_or(kNoNextHeader)));
    put8(out, 0);
    put16(out, static_cast<std::uint16_t>((fields.offset & 0xfff8U) |
                                          (fields.more_fragments ? 1U : 0U)));
    put32(out, fields.id);
    put(out, build.body);
    build.body = std::move(out);
    build.protocol = 44;
  });
}

Frame& Frame::authentication(const AuthenticationFields& fields) {
  return add([fields](Build& build) {
    Bytes integrity = fields.integrity;
    pad_to_multiple(integrity, is_v6(build) ? 8 : 4, 12);
    Bytes out;
    put8(out, fields.next_header.value_or(build.protocol.value_or(kNoNextHeader)));
    put8(out, fields.length.value_or(static_cast<std::uint8_t>((12 + integrity.size()) / 4 - 2)));
    put16(out, 0);
    put32(out, fields.spi);
    put32(out, fields.sequence);
    put(out, integrity);
    put(out, build.body);
    build.body = std::move(out);
    build.protocol = 51;
  });
}

}  // namespace haguard
