// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "latency/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/units.h"

namespace haguard {
namespace {

struct Row {
  std::uint64_t begin_ns = 0;
  std::uint64_t count = 0;
};

// Which row of `width` buckets a bucket belongs to. Powers of two begin a row where the width is
// that of one or more of them; bucket 0 stands apart.
std::uint32_t row_of(std::uint32_t bucket, std::uint32_t width) {
  return bucket == 0 ? 0 : 1 + (bucket - 1) / width;
}

std::uint64_t row_begin_ns(std::uint32_t row, std::uint32_t width) {
  return row == 0 ? 0 : hg_bucket_begin_ns(1 + (row - 1) * width);
}

// The narrowest rows of which there are few enough.
std::uint32_t width_for(std::uint32_t first, std::uint32_t last) {
  std::uint32_t width = 1;
  while (row_of(last, width) - row_of(first, width) >= kHistogramRows)
    width *= 2;
  return width;
}

std::vector<Row> rows_of(const hg_histogram& histogram) {
  const auto filled = [](__u64 count) { return count != 0; };
  const auto* begin = std::begin(histogram.buckets);
  const auto* end = std::end(histogram.buckets);
  const auto* found = std::find_if(begin, end, filled);
  if (found == end) return {};
  const auto first = static_cast<std::uint32_t>(found - begin);
  std::uint32_t last = HG_BUCKET_LAST;
  while (histogram.buckets[last] == 0)
    --last;
  const std::uint32_t width = width_for(first, last);
  std::vector<Row> rows(row_of(last, width) - row_of(first, width) + 1);
  for (std::uint32_t i = 0; i < rows.size(); ++i)
    rows[i].begin_ns = row_begin_ns(row_of(first, width) + i, width);
  for (std::uint32_t bucket = first; bucket <= last; ++bucket)
    rows[row_of(bucket, width) - row_of(first, width)].count += histogram.buckets[bucket];
  return rows;
}

}  // namespace

std::vector<std::string> histogram_rows(const hg_histogram& histogram) {
  const std::vector<Row> rows = rows_of(histogram);
  std::uint64_t most = 1;
  for (const Row& row : rows)
    most = std::max(most, row.count);
  std::vector<std::string> lines;
  for (const Row& row : rows) {
    const double share = static_cast<double>(row.count) / static_cast<double>(most);
    auto bar = static_cast<std::size_t>(std::lround(share * kHistogramBar));
    if (row.count != 0) bar = std::max<std::size_t>(bar, 1);
    lines.push_back(fmt::format("{:>8}  {:<{}}  {}", format_duration(row.begin_ns),
                                std::string(bar, '#'), kHistogramBar, format_count(row.count)));
  }
  return lines;
}

}  // namespace haguard
