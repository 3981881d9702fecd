// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/asa_pair.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/socket.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "harness/poll.h"

namespace haguard {
namespace {

constexpr const char* kStatusLine = "{\"event\":\"status\"";
constexpr auto kAnswerDeadline = std::chrono::seconds(10);

Status hold_protocols(const Host& host, std::vector<Fd>& into) {
  return host.netns.inside([&]() -> Status {
    for (const int family : {AF_INET, AF_INET6}) {
      for (const int protocol : {105, 8, 9}) {
        Fd fd(::socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol));
        const int error = errno;
        if (!fd.valid()) return system_error("open a raw socket", error, "run as root");
        const int smallest = 0;
        ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &smallest, sizeof(smallest));
        into.push_back(std::move(fd));
      }
    }
    return Done{};
  });
}

Result<Process> start_unit(const Host& self, const Host& peer, bool primary,
                           const AsaPairOptions& options) {
  Command command;
  command.netns = self.netns.fd();
  command.argv = {HAGUARD_ASA_UNIT,
                  "--local",
                  (options.ipv6 ? self.ipv6 : self.ipv4).to_string(),
                  "--peer",
                  (options.ipv6 ? peer.ipv6 : peer.ipv4).to_string(),
                  "--unit",
                  primary ? "primary" : "secondary",
                  "--poll",
                  std::to_string(options.poll.count()),
                  "--hold",
                  std::to_string(options.hold.count())};
  command.argv.insert(command.argv.end(), options.arguments.begin(), options.arguments.end());
  return Process::start(command, true);
}

// The complete lines of `out` that are, or are not, statuses.
std::vector<std::string> lines_of(const std::string& out, bool statuses) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (auto end = out.find('\n'); end != std::string::npos; end = out.find('\n', start)) {
    const std::string line = out.substr(start, end - start);
    if ((line.rfind(kStatusLine, 0) == 0) == statuses) lines.push_back(line);
    start = end + 1;
  }
  return lines;
}

// The last status of a unit, its events and its errors.
std::string digest(const Process& unit) {
  const std::string out = unit.out();
  const auto statuses = lines_of(out, true);
  return fmt::format("{}\n{}\n{}", statuses.empty() ? "no status" : statuses.back(),
                     fmt::join(lines_of(out, false), "\n"), unit.err());
}

AsaStatus parse(const std::string& line) {
  AsaStatus status;
  status.line = line;
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return status;
  for (const auto& [name, value] : json.items()) {
    if (value.is_number_unsigned()) status.counts[name] = value.get<std::uint64_t>();
    if (name == "role") status.role = value.get<std::string>();
    if (name == "peer") status.peer = value.get<std::string>();
  }
  return status;
}

}  // namespace

// A name that no unit reports counts as a value no test expects.
std::uint64_t AsaStatus::operator[](const std::string& name) const {
  const auto found = counts.find(name);
  return found == counts.end() ? UINT64_MAX : found->second;
}

Result<AsaPair> AsaPair::start(const Host& primary, const Host& secondary,
                               const AsaPairOptions& options) {
  AsaPair pair;
  HG_CHECK(hold_protocols(primary, pair.quiet_));
  HG_CHECK(hold_protocols(secondary, pair.quiet_));
  HG_TRY(pair.units_[0], start_unit(primary, secondary, true, options));
  HG_TRY(pair.units_[1], start_unit(secondary, primary, false, options));
  return pair;
}

Result<AsaStatus> AsaPair::status(Process& unit) {
  const std::size_t before = lines_of(unit.out(), true).size();
  HG_CHECK(unit.write("status\n"));
  std::vector<std::string> lines;
  const bool answered = eventually(kAnswerDeadline, [&] {
    lines = lines_of(unit.out(), true);
    return lines.size() > before;
  });
  if (answered) return parse(lines.back());
  return failed(fmt::format("ask unit {} for its status: no answer\n{}{}", unit.pid(), unit.out(),
                            unit.err()));
}

bool AsaPair::healthy() {
  const auto first = status(a());
  const auto second = status(b());
  return first.ok() && second.ok() && first->peer == "ready" && second->peer == "ready" &&
         first->role != second->role;
}

bool AsaPair::split_brain() {
  const auto first = status(a());
  const auto second = status(b());
  return first.ok() && second.ok() && first->role == "active" && second->role == "active";
}

bool AsaPair::healthy_for(std::uint64_t hellos, std::chrono::milliseconds deadline) {
  const auto first = status(a());
  const auto second = status(b());
  if (!first.ok() || !second.ok()) return false;
  const std::uint64_t goal_a = (*first)["hellos_received"] + hellos;
  const std::uint64_t goal_b = (*second)["hellos_received"] + hellos;
  return eventually(
      deadline,
      [&] {
        const auto now_a = status(a());
        const auto now_b = status(b());
        return now_a.ok() && now_b.ok() && (*now_a)["hellos_received"] >= goal_a &&
               (*now_b)["hellos_received"] >= goal_b && healthy();
      },
      std::chrono::milliseconds(50));
}

std::string AsaPair::to_string() {
  return fmt::format("--- unit-a\n{}--- unit-b\n{}", digest(a()), digest(b()));
}

}  // namespace haguard
