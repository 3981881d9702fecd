// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard learn --pcap: a large capture through the real program.
#include "replay/capture.h"

#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <utility>

#include "base/units.h"
#include "bench/cpu_time.h"
#include "bench/guarded.h"
#include "bench/many_flows.h"
#include "bench/sections.h"

namespace haguard {
namespace {

constexpr std::uint32_t kFlows = 100;

struct FileHeader {
  std::uint32_t magic = 0xa1b2c3d4;  // microseconds, order of this machine
  std::uint16_t major = 2, minor = 4;
  std::uint32_t zone = 0, accuracy = 0, longest = 65535, ethernet = 1;
};

struct FrameHeader {
  std::uint32_t seconds, microseconds, kept, size;
};

template <typename Header>
void put_header(std::ofstream& file, const Header& header) {
  file.write(reinterpret_cast<const char*>(&header), sizeof header);
}

Status write_capture(const std::string& path, unsigned frames) {
  std::ofstream file(path, std::ios::binary);
  put_header(file, FileHeader{});
  for (unsigned i = 0; i < frames; ++i) {
    const Bytes frame = frame_of_flow(i % kFlows);
    const auto size = static_cast<std::uint32_t>(frame.size());
    put_header(file, FrameHeader{1'800'000'000 + i / 1'000'000, i % 1'000'000, size, size});
    file.write(reinterpret_cast<const char*>(frame.data()), size);
  }
  file.flush();
  return file ? Status(Done{}) : failed(fmt::format("write the capture {}", path));
}

template <typename Command>
Contestant rate(const char* name, unsigned frames, Command command) {
  return {name,
          [frames, command]() -> Result<double> {
            const double begin = command_cpu_ns();
            HG_CHECK(command());
            return frames * 1e6 / (command_cpu_ns() - begin);
          },
          {}};
}

Status learn(const Lab& lab, const std::string& path, unsigned frames) {
  HG_TRY(const std::string text,
         haguard_says(lab, {"learn", "--pcap", path, "--peer", "primary=192.0.2.1@eth1", "--peer",
                            "secondary=192.0.2.2@eth2"}));
  const std::string count = format_count(frames);
  if (text.find(count) != std::string::npos) return Done{};
  return failed(fmt::format("learn from {} frames: it says \"{}\"", count, text));
}

}  // namespace

Result<Section> bench_capture(const Plan& plan) {
  const unsigned frames = plan.quick ? 100'000 : 1'000'000;
  HG_TRY(const Lab lab, Lab::create({.ipv6 = false}));
  const std::string path = lab.scratch() + "/bench.pcap";
  HG_CHECK(write_capture(path, frames));
  Contest contest{.contestants = {}, .base = kReadCapture};
  contest.contestants.push_back(rate(kReadCapture, frames, [&path] { return read_capture(path); }));
  contest.contestants.push_back(
      rate(kLearnCapture, frames, [&] { return learn(lab, path, frames); }));
  HG_TRY(auto standings, hold(contest, plan.quick ? 1 : 5));
  return Section{.name = "capture",
                 .title = fmt::format("A capture of {} frames; reading it is 1", frames),
                 .unit = "k frames/s",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
