// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// [metrics]: what is served where nothing is said, and what is refused with its place.
#include <catch2/catch.hpp>

#include "config/config.h"

using namespace haguard;

namespace {

void refused_config(const std::string& text, const std::string& words) {
  const Result<Config> config = parse_config(text, "haguard.toml");
  INFO(text);
  REQUIRE_FALSE(config.ok());
  CHECK(config.error().kind == ErrorKind::kUsage);
  CHECK_THAT(config.error().message, Catch::Contains(words));
}

}  // namespace

TEST_CASE("metrics config: nothing is served unless it is asked for, then on loopback") {
  CHECK_FALSE(parse_config("", "haguard.toml")->metrics.has_value());
  const Result<Config> config = parse_config("[metrics]\n", "haguard.toml");
  REQUIRE(config.ok());
  REQUIRE(config->metrics.has_value());
  CHECK(config->metrics->listen.to_string() == kMetricsListen);
  CHECK(config->metrics->cert_file.empty());
  CHECK(config->metrics->users_file.empty());
}

TEST_CASE("metrics config: what is wrong is refused with its place") {
  refused_config("[metrics]\nlisten = \"eth0:9465\"\n", "haguard.toml:2:1: \"eth0:9465\"");
  refused_config("[metrics]\nlisten = 9465\n", "haguard.toml:2:");
  refused_config("[metrics]\nport = 9465\n", "unknown key \"port\" in this metrics");
  refused_config("[metrics]\ncert_file = \"/a.pem\"\n", "TLS needs a certificate and its key");
  refused_config("[metrics]\nkey_file = \"/a.pem\"\n", "TLS needs a certificate and its key");
  refused_config("[metrics]\nusers_file = \"users\"\n", "not the whole path of a file");
  refused_config("metrics = true\n", "haguard.toml:1:");
}
