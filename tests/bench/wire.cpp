// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/wire.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <utility>

#include "bench/urgency.h"
#include "bpf/tcx.h"
#include "bpf/xdp.h"
#include "harness/poll.h"
#include "harness/process.h"

namespace haguard {
namespace {

constexpr auto kArrival = std::chrono::seconds(5);
constexpr unsigned kBatch = 64;  // no queue of the path holds fewer
constexpr unsigned kCpu = 0;

}  // namespace

Result<std::unique_ptr<BenchWire>> BenchWire::create() {
  HG_TRY(Lab lab, Lab::create({.ipv6 = false}));
  HG_CHECK(lab.fw().bridge_without_netfilter());
  HG_TRY(Driver driver, Driver::load(Buffers::kOne));
  auto wire = std::unique_ptr<BenchWire>(new BenchWire(std::move(lab), std::move(driver)));
  HG_TRY(const unsigned out, wire->lab_.a().netns.interface_index(Host::kInterface));
  wire->driver_.send_on(out);
  HG_CHECK(wire->lab_.b().netns.inside([&]() -> Status {
    HG_TRY(Fd link, attach_xdp(wire->driver_.sink(), Host::kInterface, XdpMode::kNative));
    wire->links_.push_back(std::move(link));
    return Done{};
  }));
  return wire;
}

Status BenchWire::attach(int side, int program) {
  return lab_.fw().inside([&]() -> Status {
    HG_TRY(Fd link, attach_xdp(program, Lab::port(side), XdpMode::kNative));
    links_.push_back(std::move(link));
    return Done{};
  });
}

Status BenchWire::attach_egress(int side, int program) {
  HG_TRY(const unsigned port, lab_.fw().interface_index(Lab::port(side)));
  return lab_.fw().inside([&]() -> Status {
    HG_TRY(std::optional<Fd> link, attach_tcx_egress(program, port));
    if (!link) return failed("attach to where frames leave: this kernel has no tcx");
    links_.push_back(std::move(*link));
    return Done{};
  });
}

Status BenchWire::nft(const std::string& rules) const {
  HG_CHECK(run_ok({.argv = {"nft", "-f", "-"}, .netns = lab_.fw().fd(), .input = rules}));
  return Done{};
}

Result<double> BenchWire::flood(const Burst& burst, unsigned cpu) const {
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = burst.frame.data(),
              .data_size_in = static_cast<__u32>(burst.frame.size()),
              .repeat = static_cast<int>(burst.frames), .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
              .batch_size = burst.making == Making::kTimed ? 1 : kBatch);
  const int program = driver_.sender(burst.making, burst.flows);
  const Urgent urgent(cpu);
  HG_CHECK(lab_.a().netns.inside([&]() -> Status {
    const int error = -bpf_prog_test_run_opts(program, &options);
    if (error != 0) return system_error("send live frames", error);
    return Done{};
  }));
  return static_cast<double>(options.duration) + 0.5;  // the kernel rounds down
}

// What the driver of eth1 gave to its program.
Result<std::uint32_t> BenchWire::entered() const {
  std::uint32_t frames = 0;
  HG_CHECK(lab_.fw().inside([&]() -> Status {
    ifaddrs* all = nullptr;
    const int error = ::getifaddrs(&all) == 0 ? 0 : errno;
    if (error != 0) return system_error("read the counters of the ports", error);
    for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next)
      if (one->ifa_addr != nullptr && one->ifa_addr->sa_family == AF_PACKET &&
          Lab::port(1) == one->ifa_name)
        frames = static_cast<const rtnl_link_stats*>(one->ifa_data)->rx_packets;
    ::freeifaddrs(all);
    return Done{};
  }));
  return frames;
}

Result<double> BenchWire::send(const Burst& burst) const {
  const std::uint64_t before = driver_.arrived();
  HG_TRY(const std::uint32_t entered_before, entered());
  HG_TRY(const double ns, flood(burst, kCpu));
  const std::uint64_t wanted = burst.arrive ? burst.frames : 0;
  eventually(kArrival, [&] { return driver_.arrived() - before >= wanted; });
  const std::uint64_t arrived = driver_.arrived() - before;
  HG_TRY(const std::uint32_t entered_after, entered());
  // The units may have something of their own to say.
  if (entered_after - entered_before < burst.frames)
    return failed(fmt::format("of {} frames {} reached the firewall", burst.frames,
                              entered_after - entered_before));
  if (arrived != wanted)
    return failed(fmt::format("of {} frames {} reached the other unit, and {} should have",
                              burst.frames, arrived, wanted));
  return ns;
}

}  // namespace haguard
