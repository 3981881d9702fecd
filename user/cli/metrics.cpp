// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// metrics: what the daemon serves to Prometheus, without the daemon, for node_exporter's textfile
// collector.
#include <fmt/format.h>

#include "base/file.h"
#include "cli/commands.h"
#include "metrics/exporter.h"

namespace haguard {

Status run_metrics(const Context& context, const MetricsArguments& arguments) {
  Exporter exporter(context.place, HAGUARD_VERSION);
  std::vector<std::string> links;
  for (const LinkConfig& link : context.config.links)
    links.push_back(link.name);
  exporter.expect(std::move(links));
  const std::string text = exporter.text();
  // node_exporter is another user, and must never see half a file.
  constexpr unsigned kReadableByAll = 0644;
  if (!arguments.output.empty()) return write_file(arguments.output, text, kReadableByAll);
  fmt::print("{}", text);
  return Done{};
}

}  // namespace haguard
