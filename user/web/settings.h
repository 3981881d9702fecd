// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How a web server is to serve: the configuration and the files that it names, read at one moment.
#pragma once

#include <string>

#include "base/result.h"
#include "config/metrics_config.h"
#include "web/users.h"

namespace haguard {

struct WebSettings {
  ListenAddress listen;
  std::string certificate;  // PEM, the chain; empty: no TLS
  std::string key;          // PEM
  WebUsers users;           // none: everybody may read

  bool operator==(const WebSettings&) const = default;
};

// Fails on a file that is missing or wrong, and on a key or a users file that everybody can read.
Result<WebSettings> read_web_settings(const MetricsConfig& config);

}  // namespace haguard
