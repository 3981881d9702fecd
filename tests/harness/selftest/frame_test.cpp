// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The packet builder against bytes worked out by hand and against the rules of the protocols.
#include "harness/frame.h"

#include <catch2/catch.hpp>

using namespace haguard;

namespace {

const MacAddress kA = mac("02:00:00:00:00:01");
const MacAddress kB = mac("02:00:00:00:00:02");

Frame ipv4_frame() {
  return Frame().ethernet(kA, kB).ipv4(
      {.source = ip("192.0.2.1"), .destination = ip("192.0.2.2"), .protocol = 105});
}

Ipv6Fields v6() {
  return {.source = ip("2001:db8::1"), .destination = ip("2001:db8::2")};
}

// The sum over a correct transport segment and its pseudo header folds to zero.
std::uint16_t ipv6_residue(ByteView frame, std::uint8_t protocol) {
  const ByteView segment = frame.subspan(54);
  Bytes pseudo(frame.begin() + 22, frame.begin() + 54);
  put32(pseudo, static_cast<std::uint32_t>(segment.size()));
  put32(pseudo, protocol);
  return checksum_finish(checksum_add(segment, checksum_add(pseudo)));
}

}  // namespace

TEST_CASE("ipv4 header bytes are exact", "[frame]") {
  const Bytes expected = {0x02, 0,    0, 0, 0,   2, 0x02, 0, 0,   0,   0,   1,    0x08,
                          0,    0x45, 0, 0, 24,  0, 0,    0, 0,   64,  105, 0xf6, 0x79,
                          192,  0,    2, 1, 192, 0, 2,    2, 'a', 'b', 'c', 'd'};
  const Frame frame = ipv4_frame().payload("abcd");
  INFO(frame.to_string());
  CHECK(frame.bytes() == expected);
}

TEST_CASE("arp request bytes are exact", "[frame]") {
  const Bytes expected = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0,   1, 8, 6,
                          0,    1,    8,    0,    6,    4,    0, 1, 2, 0, 0,   0, 0, 1,
                          192,  0,    2,    1,    0,    0,    0, 0, 0, 0, 192, 0, 2, 2};
  const Frame frame =
      Frame()
          .ethernet(kA, mac("ff:ff:ff:ff:ff:ff"))
          .arp({.sender_mac = kA, .sender = ip("192.0.2.1"), .target = ip("192.0.2.2")});
  INFO(frame.to_string());
  CHECK(frame.bytes() == expected);
  CHECK(Frame(frame).pad().bytes().size() == 60);
}

TEST_CASE("llc frames carry their length, tags their type", "[frame]") {
  const Bytes llc = Frame().ethernet(kA, kB).llc(0x42, 0x42).payload_size(35).pad().bytes();
  CHECK(get16(llc, 12) == 38);
  CHECK(llc[14] == 0x42);
  CHECK(llc.size() == 60);

  const Bytes tagged = Frame()
                           .ethernet(kA, kB)
                           .vlan(3001, kTpidService)
                           .vlan(100, kTpidCustomer, 5)
                           .ipv4({.source = ip("192.0.2.1"), .destination = ip("192.0.2.2")})
                           .bytes();
  CHECK(get16(tagged, 12) == 0x88a8);
  CHECK(get16(tagged, 14) == 3001);
  CHECK(get16(tagged, 16) == 0x8100);
  CHECK(get16(tagged, 18) == ((5U << 13U) | 100U));
  CHECK(get16(tagged, 20) == 0x0800);
}

TEST_CASE("ipv4 options, fragments and lies", "[frame]") {
  const Bytes bytes = Frame()
                          .ethernet(kA, kB)
                          .ipv4({.source = ip("192.0.2.1"),
                                 .destination = ip("192.0.2.2"),
                                 .options = {0x94, 4, 0},
                                 .id = 7,
                                 .fragment_offset = 1480,
                                 .more_fragments = true,
                                 .ttl = 255,
                                 .dscp = 46})
                          .udp({.source = 500, .destination = 500})
                          .bytes();
  const ByteView header = ByteView(bytes).subspan(14, 24);
  CHECK(header[0] == 0x46);
  CHECK(header[1] == 46 << 2);
  CHECK(get16(header, 2) == 32);
  CHECK(get16(header, 6) == (0x2000U | 185U));
  CHECK(header[9] == 17);
  CHECK(checksum_finish(checksum_add(header)) == 0);

  const Bytes lie = Frame()
                        .ethernet(kA, kB)
                        .ipv4({.source = ip("192.0.2.1"),
                               .destination = ip("192.0.2.2"),
                               .header_words = 4,
                               .total_length = 9999})
                        .bytes();
  CHECK(lie[14] == 0x44);
  CHECK(get16(lie, 16) == 9999);
}

TEST_CASE("transport checksums verify over the pseudo header", "[frame]") {
  const auto base = Frame().ethernet(kA, kB).ipv6(v6());
  CHECK(ipv6_residue(Frame(base).udp({.source = 1, .destination = 2}).payload("odd").bytes(), 17) ==
        0);
  CHECK(ipv6_residue(Frame(base).tcp({.source = 1, .destination = 2, .options = {1}}).bytes(), 6) ==
        0);
  CHECK(ipv6_residue(Frame(base).echo_request(1, 2).payload("x").bytes(), 58) == 0);
  const Bytes solicit =
      Frame(base).nd({.target = ip("2001:db8::2"), .source_link_layer = kA}).bytes();
  CHECK(ipv6_residue(solicit, 58) == 0);
  CHECK(solicit.size() == 54 + 32);
  CHECK(solicit[54] == 135);
  CHECK(solicit[78] == 1);
  CHECK(Frame(base).echo_request(1, 2).bytes()[54] == 128);

  const Bytes echo = ipv4_frame().echo_request(0x1234, 1).bytes();
  CHECK(echo[34] == 8);
  CHECK(checksum_finish(checksum_add(ByteView(echo).subspan(34))) == 0);
}

TEST_CASE("ipv6 extension headers chain", "[frame]") {
  const Bytes bytes = Frame()
                          .ethernet(kA, kB)
                          .ipv6(v6())
                          .hop_by_hop()
                          .routing()
                          .ipv6_fragment({.offset = 1448, .more_fragments = true, .id = 9})
                          .authentication()
                          .destination_options()
                          .udp({.source = 1, .destination = 2})
                          .bytes();
  INFO(describe_frame(bytes));
  CHECK(bytes[20] == 0);
  CHECK(bytes[54] == 43);
  CHECK(bytes[62] == 44);
  CHECK(bytes[70] == 51);
  CHECK(get16(bytes, 72) == (1448U | 1U));
  CHECK(bytes[78] == 60);
  CHECK(bytes[79] == 4);  // (12 + 12) / 4 - 2
  CHECK(bytes[102] == 17);
  CHECK(get16(bytes, 18) == bytes.size() - 54);
}

TEST_CASE("edits apply to the finished bytes in order", "[frame]") {
  const Bytes bytes =
      ipv4_frame().payload_size(100).set_byte(14, 0x65).truncate(20).pad(22).bytes();
  CHECK(bytes.size() == 22);
  CHECK(bytes[14] == 0x65);
  CHECK(bytes[21] == 0);
}

TEST_CASE("fragments are exact pieces of the datagram", "[frame]") {
  Bytes body(4000);
  for (std::size_t i = 0; i < body.size(); ++i)
    body[i] = static_cast<std::uint8_t>(i * 7);

  SECTION("ipv4, tagged") {
    const Bytes whole =
        Frame()
            .ethernet(kA, kB)
            .vlan(100)
            .ipv4({.source = ip("192.0.2.1"), .destination = ip("192.0.2.2"), .protocol = 8})
            .payload(body)
            .bytes();
    const auto pieces = fragment(whole, 1500, 0x1234);
    REQUIRE(pieces.size() == 3);
    Bytes joined;
    for (const auto& piece : pieces) {
      const ByteView header = ByteView(piece).subspan(18, 20);
      CHECK(checksum_finish(checksum_add(header)) == 0);
      CHECK(get16(header, 4) == 0x1234);
      CHECK((get16(header, 6) & 0x1fffU) == joined.size() / 8);
      CHECK(((get16(header, 6) & 0x2000U) != 0) == (&piece != &pieces.back()));
      CHECK(get16(header, 2) == piece.size() - 18);
      put(joined, ByteView(piece).subspan(38));
    }
    CHECK(joined == body);
  }
  SECTION("ipv6") {
    Ipv6Fields fields = v6();
    fields.next_header = 8;
    const Bytes whole = Frame().ethernet(kA, kB).ipv6(fields).payload(body).bytes();
    const auto pieces = fragment(whole, 1500, 0x12345678);
    REQUIRE(pieces.size() == 3);
    Bytes joined;
    for (const auto& piece : pieces) {
      CHECK(piece[20] == 44);
      CHECK(piece[54] == 8);
      CHECK((get16(piece, 56) & 0xfff8U) == joined.size());
      CHECK(get32(piece, 58) == 0x12345678);
      CHECK(get16(piece, 18) == piece.size() - 54);
      put(joined, ByteView(piece).subspan(62));
    }
    CHECK(joined == body);
  }
  SECTION("what fits stays whole") {
    const Bytes whole = ipv4_frame().payload_size(1480).bytes();
    CHECK(fragment(whole, 1500, 1) == std::vector<Bytes>{whole});
  }
}

TEST_CASE("frames describe themselves", "[frame]") {
  const std::string text = ipv4_frame().payload("abcd").to_string();
  CHECK(text.find("38 bytes, 02:00:00:00:00:01 > 02:00:00:00:00:02 "
                  "ipv4 192.0.2.1 > 192.0.2.2 protocol 105") == 0);
  CHECK(text.find("61 62 63 64") != std::string::npos);
  for (std::size_t size = 0; size < 60; ++size) {
    CHECK_FALSE(describe_frame(Frame(ipv4_frame()).vlan(1).pad().truncate(size).bytes()).empty());
  }
}
