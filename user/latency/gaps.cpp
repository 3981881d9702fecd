// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "latency/gaps.h"

#include <algorithm>

#include "latency/histogram.h"

namespace haguard {
namespace {

constexpr std::uint64_t kFewestGaps = 3;

// The gaps of a bucket and of those beside it, which one rhythm may fall into.
struct Span {
  std::uint64_t count = 0;
  std::uint64_t sum_ns = 0;
};

Span span_around(const hg_heartbeat& heartbeat, std::uint32_t bucket) {
  Span span;
  const std::uint32_t first = bucket == 0 ? 0 : bucket - 1;
  for (std::uint32_t i = first; i <= std::min<std::uint32_t>(bucket + 1, HG_BUCKET_LAST); ++i) {
    span.count += heartbeat.gaps.buckets[i];
    span.sum_ns += heartbeat.bucket_ns[i];
  }
  return span;
}

// How much time the gaps of a bucket took, if they are a rhythm at all. The longest ones count as
// no more than the bucket's begin: a unit that was off for a day says nothing of its interval.
std::uint64_t weight_of(const hg_heartbeat& heartbeat, std::uint32_t bucket) {
  if (span_around(heartbeat, bucket).count < kFewestGaps) return 0;
  if (bucket == HG_BUCKET_LAST)
    return heartbeat.gaps.buckets[bucket] * hg_bucket_begin_ns(HG_BUCKET_LAST);
  return heartbeat.bucket_ns[bucket];
}

// Of a gap as long as that; half an interval late is still the same hello.
std::uint64_t missed_in(std::uint64_t gap_ns, std::uint64_t interval_ns) {
  if (interval_ns == 0 || gap_ns < interval_ns + interval_ns / 2) return 0;
  return (gap_ns + interval_ns / 2) / interval_ns - 1;
}

}  // namespace

std::uint64_t interval_of(const hg_heartbeat& heartbeat) {
  std::uint64_t total = 0;
  for (std::uint32_t bucket = 0; bucket < HG_BUCKETS; ++bucket)
    total += weight_of(heartbeat, bucket);
  if (total == 0) return 0;
  std::uint64_t longer = 0;
  std::uint32_t bucket = HG_BUCKET_LAST;
  for (;; --bucket) {
    longer += weight_of(heartbeat, bucket);
    if (longer * 2 >= total || bucket == 0) break;
  }
  const Span span = span_around(heartbeat, bucket);
  return span.sum_ns / span.count;
}

std::uint64_t missed_of(const hg_heartbeat& heartbeat, std::uint64_t interval_ns) {
  if (interval_ns == 0) return 0;
  std::uint64_t missed = 0;
  for (std::uint32_t bucket = 0; bucket < HG_BUCKETS; ++bucket) {
    const std::uint64_t count = heartbeat.gaps.buckets[bucket];
    if (count != 0) missed += count * missed_in(heartbeat.bucket_ns[bucket] / count, interval_ns);
  }
  return missed;
}

GapFacts gap_facts(const hg_heartbeat& heartbeat, std::uint64_t now_ns,
                   std::uint64_t judged_since_ns, bool judging) {
  GapFacts facts;
  facts.count = count_of(heartbeat.gaps);
  facts.interval_ns = interval_of(heartbeat);
  facts.jitter_ns = heartbeat.jitter_ns;
  facts.missed = missed_of(heartbeat, facts.interval_ns);
  const bool waiting = judging && heartbeat.last_ns != 0 && heartbeat.last_ns >= judged_since_ns;
  if (waiting && now_ns > heartbeat.last_ns) facts.silent_ns = now_ns - heartbeat.last_ns;
  facts.missed_now = missed_in(facts.silent_ns, facts.interval_ns);
  const bool still_silent = facts.silent_ns > heartbeat.gaps.max_ns;
  facts.longest_ns = still_silent ? facts.silent_ns : heartbeat.gaps.max_ns;
  facts.longest_end_ns = still_silent ? 0 : heartbeat.longest_end_ns;
  return facts;
}

double share_of_hold(const GapFacts& facts, std::uint64_t hold_ns) {
  if (hold_ns == 0) return 0;
  return static_cast<double>(facts.longest_ns) / static_cast<double>(hold_ns);
}

}  // namespace haguard
