// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Captures are read exactly; a cut file and a file that is no capture are errors.
#include "replay/capture.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "fixture/pcap.h"
#include "harness/scratch.h"

using namespace haguard;

namespace {

// One frame of 20 bytes, of which 16 were kept, at 1.000002 s.
std::string small_pcap(std::uint32_t link_type = 1) {
  std::string out;
  put_little32(out, 0xa1b2c3d4);
  for (const std::uint32_t word : {0x00040002U, 0U, 0U, 65535U, link_type})
    put_little32(out, word);
  for (const std::uint32_t word : {1U, 2U, 16U, 20U})
    put_little32(out, word);
  return out + "sixteen bytes!!!";
}

}  // namespace

TEST_CASE("a capture is read with times and sizes", "[capture]") {
  const auto dir = TempDir::create();
  REQUIRE(dir.ok());
  const std::string path = dir->path() + "/small.pcap";
  REQUIRE(write_file(path, small_pcap()).ok());
  const auto capture = read_capture(path);
  REQUIRE(capture.ok());
  REQUIRE(capture->frames.size() == 1);
  CHECK(capture->frames[0].time_ns == 1'000'002'000);
  CHECK(capture->frames[0].original_size == 20);
  CHECK(capture->frames[0].bytes.size() == 16);
  CHECK(capture->frames[0].bytes[0] == 's');
}

TEST_CASE("a capture beyond the limits is refused, with what makes it smaller", "[capture]") {
  const auto dir = TempDir::create();
  REQUIRE(dir.ok());
  const std::string path = dir->path() + "/small.pcap";
  REQUIRE(write_file(path, small_pcap()).ok());
  CHECK(read_capture(path, {.frames = 1, .bytes = 16}).ok());
  const auto refuses = [&](const CaptureLimits& limits, const std::string& words) {
    const auto capture = read_capture(path, limits);
    REQUIRE_FALSE(capture.ok());
    CHECK(capture.error().kind == ErrorKind::kFailed);
    CHECK_THAT(capture.error().message, Catch::Contains(words));
    CHECK_THAT(capture.error().hint, Catch::Contains("tcpdump -r FILE"));
  };
  refuses({.frames = 0}, "more than 0 frames");
  refuses({.bytes = 15}, "more than 15 B of frames");
}

TEST_CASE("a capture of another link type is refused, with what to do", "[capture]") {
  const auto dir = TempDir::create();
  REQUIRE(dir.ok());
  const std::string path = dir->path() + "/any.pcap";
  const auto refuses = [&](std::uint32_t link_type, const std::string& name) {
    REQUIRE(write_file(path, small_pcap(link_type)).ok());
    const auto capture = read_capture(path);
    REQUIRE_FALSE(capture.ok());
    CHECK(capture.error().kind == ErrorKind::kFailed);
    CHECK_THAT(capture.error().message, Catch::Contains(name + ", not ethernet"));
    CHECK_THAT(capture.error().hint, Catch::Contains("tcpdump -i eth1"));
  };
  refuses(113, "LINUX_SLL");  // of "-i any"
  refuses(0, "NULL");         // of a BSD loopback
  refuses(101, "RAW");        // of a tunnel
}

TEST_CASE("a pcapng of unlike interfaces is refused, with what converts it", "[capture]") {
  const auto dir = TempDir::create();
  REQUIRE(dir.ok());
  const std::string path = dir->path() + "/two.pcapng";
  const auto two_interfaces = [](std::uint32_t first_snap, std::uint32_t second_snap) {
    std::string out;
    for (const std::uint32_t word : {0x0a0d0d0aU, 28U, 0x1a2b3c4dU, 1U, ~0U, ~0U, 28U})
      put_little32(out, word);
    for (const std::uint32_t snap : {first_snap, second_snap})
      for (const std::uint32_t word : {1U, 20U, 1U, snap, 20U})
        put_little32(out, word);
    return out;
  };
  REQUIRE(write_file(path, two_interfaces(65535, 65535)).ok());
  CHECK(read_capture(path).ok());
  REQUIRE(write_file(path, two_interfaces(65535, 262144)).ok());
  const auto capture = read_capture(path);
  REQUIRE_FALSE(capture.ok());
  CHECK(capture.error().kind == ErrorKind::kFailed);
  CHECK_THAT(capture.error().message, Catch::Contains("snapshot length"));
  CHECK_THAT(capture.error().hint, Catch::Contains("editcap -F pcap"));
}

TEST_CASE("broken captures are errors", "[capture]") {
  const auto dir = TempDir::create();
  REQUIRE(dir.ok());
  const std::string path = dir->path() + "/bad.pcap";
  CHECK(read_capture(path).error().kind == ErrorKind::kNotFound);
  REQUIRE(write_file(path, "this is no capture, whatever its name says").ok());
  CHECK_FALSE(read_capture(path).ok());
  const std::string whole = small_pcap();
  REQUIRE(write_file(path, whole.substr(0, whole.size() - 5)).ok());
  CHECK_FALSE(read_capture(path).ok());
}
