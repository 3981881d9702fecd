// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// latency: how long frames stay in this machine.
#include <fmt/format.h>

#include "cli/latency_remarks.h"
#include "cli/latency_section.h"
#include "haguard/residence.h"
#include "latency/histogram.h"
#include "link/egress.h"
#include "link/stamping.h"

namespace haguard {
namespace {

Status add_rows(const Link& link, LatencySection& section) {
  const std::vector<std::string> ports = link.ports();
  for (std::size_t from = 0; from < ports.size(); ++from)
    for (std::size_t to = 0; to < ports.size(); ++to)
      for (const hg_stamp_class kind : {HG_CLASS_HEARTBEAT, HG_CLASS_OTHER}) {
        LatencyRow row;
        HG_TRY(row.histogram, read_residence(link, from, to, kind));
        // Back out of the port that it came in by: a hairpin, which few have.
        if (from == to && count_of(row.histogram) == 0) continue;
        row.what = fmt::format("{} -> {}  {}", ports[from], ports[to], stamp_class_name(kind));
        row.identity = {
            {"from", ports[from]}, {"to", ports[to]}, {"class", stamp_class_name(kind)}};
        section.rows.push_back(std::move(row));
      }
  return Done{};
}

nlohmann::ordered_json port_json(const std::string& port, const hg_stamp_stats& stats,
                                 bool egress) {
  return {{"port", port},
          {"egress_program", egress},
          {"stamped",
           {{"heartbeat", stats.stamped[HG_CLASS_HEARTBEAT]},
            {"other", stats.stamped[HG_CLASS_OTHER]}}},
          {"refused", stats.refused}};
}

Status add_ports(const Link& link, LatencySection& section) {
  HG_TRY(const auto stats, read_stamp_stats(link));
  const std::vector<std::string> ports = link.ports();
  for (std::size_t side = 0; side < ports.size(); ++side) {
    section.more["ports"].push_back(port_json(ports[side], stats[side], has_egress(link, side)));
  }
  return Done{};
}

}  // namespace

Result<LatencySection> residence_section(const Context& /*context*/, const Link& link) {
  LatencySection section;
  section.key = "residence";
  HG_TRY(const hg_stamping stamping, read_stamping(link.maps.control));
  section.title = fmt::format("residence in this machine, from XDP to the other port's egress ({})",
                              stamping_name(stamping));
  section.more["stamping"] = stamping_name(stamping);
  section.more["one_in"] = stamping == HG_STAMP_SAMPLED ? HG_DEFAULT_STAMP_MASK + 1 : 0;
  HG_CHECK(add_rows(link, section));
  HG_CHECK(add_ports(link, section));
  HG_TRY(section.remarks, latency_remarks(link));
  if (stamping == HG_STAMP_OFF)
    section.remarks.push_back(
        fmt::format("off: haguard latency {} --set sampled measures them", link.name));
  return section;
}

}  // namespace haguard
