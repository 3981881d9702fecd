// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/machine.h"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <ctime>
#include <fstream>

namespace haguard {
namespace {

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string cpu_model() {
  constexpr const char* kKey = "model name";
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind(kKey, 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown CPU";
}

std::string now() {
  const std::time_t time = std::time(nullptr);
  tm parts{};
  ::gmtime_r(&time, &parts);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min);
}

}  // namespace

Machine read_machine() {
  utsname name{};
  ::uname(&name);
  const std::string release = name.release;
  return {.date = now(),
          .kernel = release.substr(0, release.find('-')),
          .cpu = cpu_model(),
          .cpus = static_cast<unsigned>(::sysconf(_SC_NPROCESSORS_ONLN)),
          .returns = first_line("/sys/devices/system/cpu/vulnerabilities/spec_rstack_overflow")};
}

std::string format_machine(const Machine& machine) {
  return fmt::format("{} UTC, Linux {}, {} x {}; returns: {}", machine.date, machine.kernel,
                     machine.cpus, machine.cpu,
                     machine.returns.empty() ? "not known" : machine.returns);
}

}  // namespace haguard
