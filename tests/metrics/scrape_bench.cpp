// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a scrape of the daemon takes with 10,000 flows, each counted on every CPU. A report for
// people, which asserts no figure, and hidden: scripts/scrape-time.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <sstream>
#include <thread>

#include "base/file.h"
#include "fixture/must.h"
#include "metrics/served_lab.h"

namespace haguard {
namespace {

constexpr unsigned kFlows = 10'000;
constexpr int kScrapes = 20;
constexpr std::chrono::milliseconds kPageAge(600);  // older than a page is kept

std::string many_flows() {
  std::string policy = kPairPolicy;
  for (unsigned i = 4; i < kFlows; ++i)
    policy += fmt::format(
        "\n[[flow]]\nname = \"flow {0}\"\nfrom = \"{1}\"\nto = \"{2}\"\nprotocol = \"udp\"\n"
        "destination_port = {0}\n",
        i, i % 2 == 0 ? "primary" : "secondary", i % 2 == 0 ? "secondary" : "primary");
  return policy;
}

// "VmRSS:      7000 kB"
std::string resident(const ServedLab& lab, pid_t pid) {
  std::istringstream lines(must(read_file(fmt::format("/proc/{}/status", pid))));
  for (std::string line; std::getline(lines, line);)
    if (line.rfind("VmRSS:", 0) == 0) return line.substr(line.find_first_of("0123456789"));
  return lab.journal();
}

// Of processor time that the process has used: a figure that a busy machine does not change much.
double cpu_milliseconds(pid_t pid) {
  std::istringstream words(must(read_file(fmt::format("/proc/{}/schedstat", pid))));
  double nanoseconds = 0;
  words >> nanoseconds;
  return nanoseconds / 1e6;
}

}  // namespace

TEST_CASE("scrape time with 10,000 flows", "[.][bench]") {
  ServedLab lab("", fmt::format("max_flows = {}\n", kFlows));
  lab.start();
  fmt::print("resident before: {}\n", resident(lab, lab.daemon().pid()));
  lab.apply(many_flows());
  std::vector<double> milliseconds;
  std::size_t bytes = 0;
  double cpu_before = 0;
  for (int i = 0; i < kScrapes; ++i) {
    if (i == 1) cpu_before = cpu_milliseconds(lab.daemon().pid());
    const Answer answer = lab.ask({"--write-out", "\n%{time_total}", kServedUrl});
    REQUIRE(answer.status == 200);
    const std::size_t end = answer.body.rfind('\n');
    milliseconds.push_back(std::stod(answer.body.substr(end + 1)) * 1000);
    bytes = end;
    std::this_thread::sleep_for(kPageAge);
  }
  fmt::print("first scrape, which reads the names of the flows: {:.0f} ms\n", milliseconds.front());
  std::sort(milliseconds.begin() + 1, milliseconds.end());
  fmt::print("later scrapes: fastest {:.0f} ms, median {:.0f} ms, slowest {:.0f} ms; {} bytes\n",
             milliseconds[1], milliseconds[kScrapes / 2], milliseconds.back(), bytes);
  fmt::print("processor time of the daemon for each of these: {:.0f} ms\n",
             (cpu_milliseconds(lab.daemon().pid()) - cpu_before) / (kScrapes - 1));
  fmt::print("resident after: {}\n", resident(lab, lab.daemon().pid()));
}

}  // namespace haguard
