// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The frame itself: layers wrapped from the inside out, then the edits; link-layer headers.
#include "harness/frame.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace haguard {
namespace {

template <typename T>
T literal(std::string_view text) {
  auto parsed = T::parse(text);
  if (parsed.ok()) return *parsed;
  fmt::print(stderr, "test literal: {}\n", parsed.error().message);
  std::abort();
}

}  // namespace

MacAddress mac(std::string_view text) {
  return literal<MacAddress>(text);
}
IpAddress ip(std::string_view text) {
  return literal<IpAddress>(text);
}
Bytes text_bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

Frame& Frame::add(std::function<void(Build&)> wrap, std::optional<Addresses> addresses) {
  layers_.push_back({std::move(wrap), addresses});
  return *this;
}

bool Frame::is_v6(const Build& build) {
  return build.addresses.has_value() && !build.addresses->source.is_v4();
}

Frame& Frame::ethernet(const MacAddress& source, const MacAddress& destination,
                       std::optional<std::uint16_t> ethertype) {
  return add([=](Build& build) {
    Bytes out;
    put(out, destination.bytes);
    put(out, source.bytes);
    put16(out, ethertype.value_or(build.ethertype));
    put(out, build.body);
    build.body = std::move(out);
  });
}

Frame& Frame::llc(std::uint8_t dsap, std::uint8_t ssap, std::uint8_t control,
                  std::optional<std::uint16_t> length) {
  return add([=](Build& build) {
    Bytes out{dsap, ssap, control};
    put(out, build.body);
    build.ethertype = length.value_or(static_cast<std::uint16_t>(out.size()));
    build.body = std::move(out);
  });
}

Frame& Frame::vlan(std::uint16_t id, std::uint16_t tpid, std::uint8_t priority,
                   std::optional<std::uint16_t> ethertype) {
  return add([=](Build& build) {
    Bytes out;
    put16(out, static_cast<std::uint16_t>((priority << 13U) | (id & 0xfffU)));
    put16(out, ethertype.value_or(build.ethertype));
    put(out, build.body);
    build.ethertype = tpid;
    build.body = std::move(out);
  });
}

Frame& Frame::arp(const ArpFields& fields) {
  return add([fields](Build& build) {
    Bytes out;
    put16(out, fields.hardware_type);
    put16(out, fields.protocol_type);
    put8(out, fields.hardware_length);
    put8(out, fields.protocol_length);
    put16(out, fields.operation);
    put(out, fields.sender_mac.bytes);
    put(out, ByteView(fields.sender.bytes).first(4));
    put(out, fields.target_mac.bytes);
    put(out, ByteView(fields.target.bytes).first(4));
    put(out, build.body);
    build.ethertype = 0x0806;
    build.body = std::move(out);
  });
}

Frame& Frame::payload(const Bytes& bytes) {
  return add([bytes](Build& build) {
    Bytes out = bytes;
    put(out, build.body);
    build.body = std::move(out);
  });
}

Frame& Frame::truncate(std::size_t size) {
  edits_.emplace_back([size](Bytes& bytes) {
    if (bytes.size() > size) bytes.resize(size);
  });
  return *this;
}

Frame& Frame::pad(std::size_t size) {
  edits_.emplace_back([size](Bytes& bytes) {
    if (bytes.size() < size) bytes.resize(size);
  });
  return *this;
}

Frame& Frame::set_byte(std::size_t offset, std::uint8_t value) {
  edits_.emplace_back([=](Bytes& bytes) {
    if (offset < bytes.size()) bytes[offset] = value;
  });
  return *this;
}

Bytes Frame::bytes() const {
  Build build;
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    build.addresses.reset();
    for (auto outer = layer + 1; outer != layers_.rend() && !build.addresses; ++outer) {
      build.addresses = outer->addresses;
    }
    layer->wrap(build);
  }
  for (const auto& edit : edits_)
    edit(build.body);
  return build.body;
}

std::string Frame::to_string() const {
  return describe_frame(bytes());
}

}  // namespace haguard
