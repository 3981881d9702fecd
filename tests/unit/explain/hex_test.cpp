// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/hex.h"

#include <catch2/catch.hpp>
#include <string>

#include "explain/length.h"
#include "fixture/must.h"
#include "fixture/pair.h"
#include "fixture/sample.h"

using namespace haguard;

namespace {

void refuses(const std::string& text, const std::string& why) {
  INFO(text.substr(0, 100));
  const auto bytes = parse_hex(text);
  REQUIRE_FALSE(bytes.ok());
  CHECK(bytes.error().kind == ErrorKind::kUsage);
  CHECK_THAT(bytes.error().message, Catch::Contains(why));
  CHECK_FALSE(bytes.error().hint.empty());
}

Bytes first(const Bytes& bytes, std::size_t size) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace

TEST_CASE("hex: blanks, colons and letters of either case", "[explain]") {
  CHECK(must(parse_hex("02:00 fF\n0\t1")) == Bytes{0x02, 0x00, 0xff, 0x01});
  CHECK(must(parse_hex(std::string(2 * kLongestFrame, '0'))).size() == kLongestFrame);
}

TEST_CASE("hex: what is no frame is refused, with the place", "[explain]") {
  refuses("", "no bytes");
  refuses(" : \n", "no bytes");
  refuses("020", "3 digits: half a byte is missing");
  refuses("02 0g", "\"g\", character 5");
  refuses("0x02", "\"x\", character 2");
  refuses(std::string("02\0", 3), "\"?\", character 3");
  refuses("\x1b[J", "\"?\", character 1");
  refuses(std::string(2 * kLongestFrame + 1, 'a'), "longer than 65535 bytes");
}

TEST_CASE("length: what the headers say, behind tags", "[explain]") {
  for (const Sample& sample : passing_samples()) {
    INFO(sample.name);
    const std::size_t said = length_by_headers(sample.bytes);
    CHECK(said <= sample.bytes.size());  // padding comes behind
  }
  const auto tagged = from_primary().vlan(3001).vlan(100).ipv4(
      {.source = kIpA, .destination = kIpB, .protocol = 105});
  CHECK(length_by_headers(Frame(tagged).payload_size(40).bytes()) == 14 + 8 + 20 + 40);
  CHECK(length_by_headers(from_primary().ipv6(primary_v6()).payload_size(8).bytes()) == 14 + 48);
  CHECK(length_by_headers(
            Frame().ethernet(kMacA, kMacB).llc(0x42, 0x42).payload_size(35).bytes()) == 14 + 38);
  CHECK(length_by_headers(Bytes(10, 0)) == 0);
}

TEST_CASE("length: a sample's headers are believed, others are not", "[explain]") {
  const Bytes long_frame = from_primary()
                               .ipv4({.source = kIpA, .destination = kIpB, .protocol = 105})
                               .payload_size(1400)
                               .bytes();
  CHECK(likely_length(first(long_frame, 128)) == long_frame.size());
  CHECK(likely_length(first(long_frame, 127)) == 127);
  CHECK(likely_length(Bytes(128, 0)) == 128);
}
