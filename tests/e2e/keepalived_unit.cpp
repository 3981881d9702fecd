// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A dump is complete when its last instance has its last line; the file is removed before each one.
#include "e2e/keepalived_unit.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <iterator>
#include <sstream>

#include "base/file.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "harness/text.h"

namespace haguard {
namespace {

using std::chrono::seconds;

// One advert a second; three missed ones are the failover.
constexpr const char* kKeepalivedConfig = R"(global_defs {{
  router_id {name}
  script_user root
  enable_script_security
}}
vrrp_instance V4 {{
  state BACKUP
  interface eth0
  virtual_router_id 7
  priority {priority}
  version 3
  advert_int 1
  {virtual_mac}
  virtual_ipaddress {{
    {ipv4}/24
  }}
}}
vrrp_instance V6 {{
  state BACKUP
  interface eth0
  virtual_router_id 8
  priority {priority}
  version 3
  advert_int 1
  {virtual_mac}
  virtual_ipaddress {{
    fe80::7/64
    {ipv6}/64
  }}
}}
)";

// "   Received: 20": what stands behind the words, where the line begins with them.
std::optional<std::string> value_of(const std::string& line, const std::string& words) {
  const auto start = line.find_first_not_of(' ');
  if (start == std::string::npos || line.compare(start, words.size(), words) != 0) return {};
  return line.substr(start + words.size());
}

// Calls `take(report, line)` for every line below the head of an instance.
template <typename Take>
void each_line(const std::string& text, std::map<std::string, VrrpReport>& reports,
               const std::string& head, Take take) {
  std::istringstream lines(text);
  std::string instance;
  for (std::string line; std::getline(lines, line);)
    if (const auto name = value_of(line, head))
      instance = *name;
    else if (!instance.empty())
      take(reports[instance], line);
}

void take_count(std::uint64_t& target, const std::string& line, const std::string& words) {
  if (const auto value = value_of(line, words)) target = std::stoull(*value);
}

}  // namespace

KeepalivedUnit::KeepalivedUnit(const Lab& lab, const Host& host, const KeepalivedOptions& options)
    : host_(&host), folder_(lab.scratch() + "/keepalived-" + options.name) {
  must(make_directories(folder_));
  must(write_file(file("conf"),
                  fmt::format(kKeepalivedConfig, fmt::arg("name", options.name),
                              fmt::arg("priority", options.priority),
                              fmt::arg("virtual_mac", options.virtual_mac ? "use_vmac" : ""),
                              fmt::arg("ipv4", kVirtualIpv4), fmt::arg("ipv6", kVirtualIpv6))));
}

void KeepalivedUnit::start() {
  // Without respawn, the parent goes when the VRRP process goes.
  process_ = must(
      Process::start({.argv = {"keepalived", "--vrrp", "--dont-fork", "--dont-respawn",
                               "--log-console", "--log-detail", "--no-syslog", "--use-file",
                               file("conf"), "--pid", file("pid"), "--vrrp_pid", file("vrrp.pid")},
                      .netns = host_->netns.fd(),
                      .environment = {{"TMPDIR", folder_}}}));
  const bool listens = eventually(seconds(20), [&] {
    return count_of(log(), "Entering BACKUP STATE (init)") == std::size(kInstances);
  });
  INFO(log());
  REQUIRE(listens);
}

void KeepalivedUnit::stop() {
  INFO(log());
  REQUIRE(process_->stop(seconds(10)) == 0);
}

void KeepalivedUnit::crash() {
  const std::string pid = must(read_file(file("vrrp.pid")));
  REQUIRE(::kill(std::stoi(pid), SIGKILL) == 0);
  REQUIRE(process_->wait(seconds(10)));
}

std::string KeepalivedUnit::ask(int signal, const std::string& name,
                                const std::string& last_words) const {
  (void)::unlink(file(name).c_str());
  process_->signal(signal);
  std::string text;
  const bool complete = eventually(seconds(10), [&] {
    text = read_file(file(name)).ok() ? must(read_file(file(name))) : std::string();
    return count_of(text, last_words) == std::size(kInstances);
  });
  INFO(text << log());
  REQUIRE(complete);
  return text;
}

std::map<std::string, VrrpReport> KeepalivedUnit::report() const {
  std::map<std::string, VrrpReport> reports;
  const std::string data = ask(SIGUSR1, "keepalived.data", "Using smtp notification");
  each_line(data, reports, "VRRP Instance = ", [](VrrpReport& report, const std::string& line) {
    // The first one: the interfaces that follow have a state, too.
    if (const auto state = value_of(line, "State = "); state && report.state.empty())
      report.state = *state;
  });
  const std::string stats = ask(SIGUSR2, "keepalived.stats", "Priority Zero");
  bool adverts = false;  // "Received" and "Sent" are also lines of "Priority Zero"
  each_line(stats, reports, "VRRP Instance: ", [&](VrrpReport& report, const std::string& line) {
    if (value_of(line, "Advertisements:")) adverts = true;
    if (value_of(line, "Became master:")) adverts = false;
    if (adverts) take_count(report.received, line, "Received: ");
    if (adverts) take_count(report.sent, line, "Sent: ");
    take_count(report.became_master, line, "Became master: ");
    take_count(report.released_master, line, "Released master: ");
  });
  return reports;
}

bool KeepalivedUnit::is(const std::string& state) const {
  const auto reports = report();
  return std::all_of(reports.begin(), reports.end(),
                     [&](const auto& entry) { return entry.second.state == state; });
}

std::uint64_t KeepalivedUnit::received() const {
  std::uint64_t fewest = UINT64_MAX;
  for (const auto& [instance, report] : report())
    fewest = std::min(fewest, report.received);
  return fewest;
}

std::string KeepalivedUnit::log() const {
  return process_ ? process_->out() + process_->err() : std::string();
}

}  // namespace haguard
