// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Where a server listens: what is understood, and that it is written back as it was read.
#include "config/listen_address.h"

#include <catch2/catch.hpp>

using namespace haguard;

TEST_CASE("listen address: every form, and back") {
  for (const char* text : {"127.0.0.1:9465", "0.0.0.0:1", "[::1]:9465", "[2001:db8::1]:65535",
                           "unix:/run/haguard/metrics.sock", "systemd"}) {
    const Result<ListenAddress> address = ListenAddress::parse(text);
    INFO(text);
    REQUIRE(address.ok());
    CHECK(address->to_string() == text);
  }
  CHECK(ListenAddress::parse("127.0.0.1:9465")->port == 9465);
  CHECK(ListenAddress::parse("[::1]:80")->ip == *IpAddress::parse("::1"));
}

TEST_CASE("listen address: anything else is refused with a hint") {
  const std::string long_path = "unix:/" + std::string(200, 'a');
  for (const std::string& text :
       {std::string(), std::string("9465"), std::string(":9465"), std::string("localhost:9465"),
        std::string("127.0.0.1"), std::string("127.0.0.1:"), std::string("127.0.0.1:0"),
        std::string("127.0.0.1:65536"), std::string("127.0.0.1:94x"), std::string("::1:9465"),
        std::string("[127.0.0.1]:9465"), std::string("[::1]"), std::string("unix:"),
        std::string("unix:relative.sock"), long_path}) {
    const Result<ListenAddress> address = ListenAddress::parse(text);
    INFO(text);
    REQUIRE_FALSE(address.ok());
    CHECK(address.error().kind == ErrorKind::kUsage);
  }
}
