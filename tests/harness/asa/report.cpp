// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a unit says about itself: JSON, one object per line.
#include <fmt/format.h>

#include <cstdio>

#include "base/clock.h"
#include "harness/asa/unit.h"

namespace haguard {

void AsaUnit::report_events() {
  for (const auto& text : health_.take_events()) {
    fmt::print("{{\"event\":\"{}\",\"time_ms\":{},\"role\":\"{}\"}}\n", text,
               monotonic_ns() / 1'000'000, asa_role_name(health_.role()));
    std::fflush(stdout);
  }
}

void AsaUnit::report_status() {
  const AsaTime now = std::chrono::steady_clock::now();
  const auto age = health_.hello_age(now);
  const AsaStreamCounts stream = stream_.counts();
  std::string text = fmt::format(
      "{{\"event\":\"status\",\"time_ms\":{},\"unit\":\"{}\",\"role\":\"{}\",\"peer\":\"{}\","
      "\"peer_seen\":{},\"hello_age_ms\":{},\"longest_gap_ms\":{},\"missed_hellos\":{}",
      monotonic_ns() / 1'000'000, options_.primary ? "primary" : "secondary",
      asa_role_name(health_.role()), asa_peer_name(health_.peer()), age.has_value(),
      age ? age->count() : -1, health_.longest_gap().count(), health_.missed_hellos());
  const auto count = [&text](const char* name, std::uint64_t value) {
    text += fmt::format(",\"{}\":{}", name, value);
  };
  count("hellos_sent", hellos_sent_);
  count("hellos_received", hellos_.received());
  count("hellos_lost", hellos_.lost());
  count("stream_sent", stream.sent);
  count("stream_sent_large", stream.sent_large);
  count("stream_received", stream.received);
  count("stream_lost", stream.lost);
  count("stream_late", stream.late);
  count("stream_longest_latency_us", stream.longest_latency_ns / 1000);
  count("acks_sent", stream.acks_sent);
  count("acks_received", stream.acks_received);
  count("acks_lost", stream.acks_lost);
  count("ack_timeouts", stream.ack_timeouts);
  count("sync_sent", sync_sent_);
  count("sync_received", syncs_.received());
  count("sync_lost", syncs_.lost());
  count("sync_confirmed", syncs_confirmed_);
  count("probes", probes_);
  count("probe_answers", transport_->probe_answers());
  count("takeovers", health_.takeovers());
  count("failovers", health_.failovers());
  count("split_brains", health_.split_brains());
  count("send_errors", transport_->send_errors());
  fmt::print("{}}}\n", text);
  std::fflush(stdout);
}

}  // namespace haguard
