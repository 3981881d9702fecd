// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What stamping costs bulk traffic: one TCP stream of MTU-sized frames through a real bridge under
// haguard, with nothing stamped, one in 256, one in 16 and every frame. GRO does not merge packets
// with unlike stamps, so the last is what sampling avoids. Settings take turns, the best round of
// each counts; only the ratios of one run mean something. A report for people, which asserts no
// figure, and hidden: latency_tests "[bench]".
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "base/fd.h"
#include "bpf/link_maps.h"
#include "e2e/haguard_cli.h"
#include "fixture/must.h"
#include "haguard/residence.h"
#include "harness/lab.h"
#include "harness/offload.h"

namespace haguard {
namespace {

using std::chrono::steady_clock;

constexpr int kRounds = 5;
constexpr std::chrono::milliseconds kRound(700);
constexpr std::uint16_t kPort = 5001;

struct Setting {
  const char* name;
  std::uint32_t stamping;
  std::uint32_t mask;
  double best = 0;  // bytes per second
};

sockaddr_in address_of(const IpAddress& ip) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(kPort);
  std::memcpy(&address.sin_addr, ip.bytes.data(), 4);
  return address;
}

Result<Fd> open_socket() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int error = fd < 0 ? errno : 0;
  if (error != 0) return system_error("open a socket", error);
  return Fd(fd);
}

Result<Fd> listen_at(const Host& host) {
  Result<Fd> fd = failed("not opened");
  HG_CHECK(host.netns.inside([&]() -> Status {
    fd = open_socket();
    if (!fd.ok()) return fd.error();
    const int on = 1;
    ::setsockopt(fd->get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = address_of(host.ipv4);
    if (::bind(fd->get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(fd->get(), 1) != 0)
      return system_error("listen", errno);
    return Done{};
  }));
  return fd;
}

Result<Fd> connect_to(const Host& from, const Host& to) {
  Result<Fd> fd = failed("not opened");
  HG_CHECK(from.netns.inside([&]() -> Status {
    fd = open_socket();
    if (!fd.ok()) return fd.error();
    const sockaddr_in address = address_of(to.ipv4);
    if (::connect(fd->get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      return system_error("connect", errno);
    return Done{};
  }));
  return fd;
}

// Bytes per second that came out at the other end.
Result<double> stream(const Lab& lab, int listener) {
  HG_TRY(Fd sender, connect_to(lab.a(), lab.b()));
  const Fd receiver(::accept(listener, nullptr, nullptr));
  if (!receiver.valid()) return system_error("accept", errno);
  std::uint64_t bytes = 0;
  std::thread reader([&] {
    std::vector<char> buffer(1U << 18U);
    for (ssize_t got = 0; (got = ::read(receiver.get(), buffer.data(), buffer.size())) > 0;)
      bytes += static_cast<std::uint64_t>(got);
  });
  const std::vector<char> block(1U << 17U);
  const auto start = steady_clock::now();
  while (steady_clock::now() - start < kRound)
    if (::write(sender.get(), block.data(), block.size()) < 0) break;
  sender = Fd();
  reader.join();
  return static_cast<double>(bytes) /
         std::chrono::duration<double>(steady_clock::now() - start).count();
}

}  // namespace
}  // namespace haguard

using namespace haguard;

TEST_CASE("bench: what stamping costs a bulk stream", "[.bench]") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  const HaguardCli haguard(lab);
  haguard.attach();
  haguard.ok({"audit", "rooms"});
  // Or one superframe stands for forty.
  must(set_features(lab.a().netns, "eth0", {"tx-tcp-segmentation", "tx-generic-segmentation"},
                    false));
  const LinkMaps maps = must(LinkMaps::open(Pins(lab.bpffs()), "rooms"));
  const Fd listener = must(listen_at(lab.b()));
  std::vector<Setting> settings = {{"off", HG_STAMP_OFF, 0},
                                   {"sampled, one in 256", HG_STAMP_SAMPLED, 255},
                                   {"one in 16", HG_STAMP_SAMPLED, 15},
                                   {"every frame", HG_STAMP_SAMPLED, 0}};
  for (int round = 0; round < kRounds; ++round)
    for (Setting& setting : settings) {
      auto control = must(MappedEntry<hg_control>::open(maps.control));
      control->stamp_mask = setting.mask;
      control->stamping = setting.stamping;
      setting.best = std::max(setting.best, must(stream(lab, listener.get())));
    }
  fmt::print("{:24} {:>10} {:>10}\n", "stamped", "Gbit/s", "of off");
  for (const Setting& setting : settings)
    fmt::print("{:24} {:10.2f} {:9.2f} x\n", setting.name, setting.best * 8 / 1e9,
               setting.best / settings.front().best);
  CHECK(settings.front().best > 0);
}
