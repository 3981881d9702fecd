// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Serves the metrics of every link from the daemon's loop, when nothing else is due. What must stay
// true: no scrape and no trouble with it keeps the daemon from its links.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "config/config.h"
#include "daemon/link_keeper.h"
#include "daemon/loop.h"
#include "metrics/exporter.h"
#include "web/listener.h"
#include "web/server.h"

namespace haguard {

class MetricsService {
 public:
  // The loop outlives it, and stays where it is.
  MetricsService(Loop& loop, const Place& place, const std::string& version, Tell tell);
  ~MetricsService();
  MetricsService(MetricsService&&) = delete;

  // At the start of the daemon. What cannot be served now (an address that is not there yet) is
  // told, and tried again until it can.
  Status start(const Config& config);

  // Serves as `config` says from now on; on failure as before.
  Status change(const Config& config);

 private:
  struct Serving {
    WebSettings settings;
    std::shared_ptr<Listener> listener;
    std::unique_ptr<WebServer> server;
  };

  void try_again();
  Status serve(const MetricsConfig& config);
  void stop();
  void run();

  Loop& loop_;
  Place place_;
  Tell tell_;
  Exporter exporter_;
  std::string title_;
  std::size_t timer_ = 0;
  std::size_t retry_timer_ = 0;
  Config wanted_;
  std::string complaint_;  // told already
  std::optional<Serving> serving_;
};

}  // namespace haguard
