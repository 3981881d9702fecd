// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/metrics_service.h"

#include <fmt/format.h>

#include <utility>

namespace haguard {
namespace {

constexpr std::uint64_t kServeRetryNs = 5'000'000'000U;

std::vector<std::string> link_names(const Config& config) {
  std::vector<std::string> names;
  for (const LinkConfig& link : config.links)
    names.push_back(link.name);
  return names;
}

}  // namespace

MetricsService::MetricsService(Loop& loop, const Place& place, const std::string& version,
                               Tell tell)
    : loop_(loop),
      place_(place),
      tell_(std::move(tell)),
      exporter_(place, version),
      title_("haguard " + version) {}

MetricsService::~MetricsService() {
  stop();
}

Status MetricsService::start(const Config& config) {
  HG_TRY(timer_, loop_.add_timer([this] { run(); }, Urgency::kLast));
  HG_TRY(retry_timer_, loop_.add_timer([this] { try_again(); }, Urgency::kLast));
  wanted_ = config;
  try_again();
  return Done{};
}

void MetricsService::try_again() {
  const Status changed = change(wanted_);
  if (changed.ok()) return;
  if (std::exchange(complaint_, changed.error().message) != changed.error().message)
    place_.warn(changed.error());
  const Status set = loop_.set_timer(retry_timer_, kServeRetryNs);
  if (!set.ok()) place_.warn(set.error());
}

Status MetricsService::change(const Config& config) {
  if (config.metrics)
    HG_CHECK(serve(*config.metrics));
  else
    stop();
  exporter_.expect(link_names(config));
  wanted_ = config;
  complaint_.clear();
  return Done{};
}

Status MetricsService::serve(const MetricsConfig& config) {
  Serving next;
  HG_TRY(next.settings, read_web_settings(config));
  if (serving_ && next.settings == serving_->settings) return Done{};
  if (serving_ && serving_->listener->address() == config.listen) {
    next.listener = serving_->listener;
  } else {
    HG_TRY(Listener listener, Listener::open(config.listen));
    next.listener = std::make_shared<Listener>(std::move(listener));
  }
  HG_TRY(Fd shared, next.listener->share());
  HG_TRY(next.server,
         WebServer::start(next.settings, std::move(shared),
                          {[this] { return exporter_.text(); }, kMetricsType, title_}));
  HG_CHECK(loop_.on_readable(
      next.server->fd(), [this] { run(); }, Urgency::kLast));
  stop();
  serving_ = std::move(next);
  tell_(fmt::format("metrics at {}{}", config.listen.to_string(),
                    config.cert_file.empty() ? "" : ", by TLS"));
  return Done{};
}

void MetricsService::stop() {
  if (!serving_) return;
  loop_.forget(serving_->server->fd());
  serving_.reset();
}

void MetricsService::run() {
  if (!serving_) return;
  serving_->server->run();
  const std::uint64_t pause = serving_->server->pause_ns();
  if (pause == 0) return;
  const Status set = loop_.set_timer(timer_, pause);
  if (!set.ok()) place_.warn(set.error());
}

}  // namespace haguard
