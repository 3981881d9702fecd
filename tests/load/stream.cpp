// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The generator. The program itself keeps within the window, so a call may send less than asked;
// the next one sends the rest.
#include "load/stream.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/bpf.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>

#include "base/clock.h"
#include "base/seconds.h"
#include "bpf/xdp.h"
#include "harness/frame.h"
#include "harness/poll.h"
#include "harness/raw_socket.h"
#include "harness/urgent.h"
#include "load.skel.h"

namespace haguard {
namespace {

// The queues of a veth hold 256 frames. The rest is for the units' own frames and the intruders.
constexpr std::uint64_t kWindow = 128;
constexpr unsigned kMostSeeds = 128;  // of one slot: 4,096 frames, to catch up
constexpr std::uint64_t kSlotNs = 1'000'000;
// A window that stays full so long is full of frames that were lost.
constexpr std::uint64_t kWriteOffNs = 2'000'000'000;
constexpr const char* kSeedInterface = "load0";
constexpr const char* kMultiplierInterface = "load1";
constexpr auto kDrainDeadline = std::chrono::seconds(2);

std::uint64_t read_once(const __u64& word) {
  return __atomic_load_n(&word, __ATOMIC_ACQUIRE);
}

void write_once(__u64& word, std::uint64_t value) {
  __atomic_store_n(&word, value, __ATOMIC_RELEASE);
}

struct Addresses {
  MacAddress source_mac;
  MacAddress destination_mac;
  IpAddress source;
  IpAddress destination;
  std::uint16_t port = kLoadPort;
};

load_template make_template(const Addresses& addresses) {
  constexpr std::size_t kHeaders = 14 + 20 + 8;
  const Bytes bytes = Frame()
                          .ethernet(addresses.source_mac, addresses.destination_mac)
                          .ipv4({.source = addresses.source, .destination = addresses.destination})
                          .udp({.source = kLoadSourcePort,
                                .destination = addresses.port,
                                .checksum = std::uint16_t{0}})
                          .payload_size(LOAD_FRAME_BYTES - kHeaders, 0)
                          .bytes();
  load_template result{};
  static_assert(sizeof result == LOAD_FRAME_BYTES);
  std::memcpy(result.words, bytes.data(), std::min(sizeof result, bytes.size()));
  return result;
}

// A host that nobody knows, a unit's address from another MAC, a port that was never learned, a
// datagram to an address that nobody knows.
std::array<load_template, LOAD_INTRUDER_KINDS> intruders_of(const Addresses& pair) {
  Addresses stranger = pair;
  stranger.source_mac.bytes[4] = 0x66;
  Addresses impostor = stranger;
  stranger.source = ip("192.0.2.66");
  Addresses other_port = pair;
  other_port.port = kLoadPort + 1;
  Addresses astray = pair;
  astray.destination = ip("192.0.2.77");
  return {make_template(stranger), make_template(impostor), make_template(other_port),
          make_template(astray)};
}

// The n-th CPU that this process may use, or the first where there are fewer.
void stay_on_cpu(unsigned n) {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (::sched_getaffinity(0, sizeof usable, &usable) != 0) return;
  n %= static_cast<unsigned>(CPU_COUNT(&usable));
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &usable) || n-- != 0) continue;
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(cpu, &only);
    ::sched_setaffinity(0, sizeof only, &only);
    return;
  }
}

void sleep_until(std::uint64_t ns) {
  const timespec when{static_cast<time_t>(ns / kSecondNs), static_cast<long>(ns % kSecondNs)};
  ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
}

Result<Fd> attach(const Netns& netns, const std::string& interface, const bpf_program& program) {
  Fd link;
  HG_CHECK(netns.inside([&]() -> Status {
    HG_TRY(link, attach_xdp(bpf_program__fd(&program), interface, XdpMode::kNative));
    return Done{};
  }));
  return link;
}

void set_up(const load_bpf& skeleton, const Host& from, const Host& to,
            const StreamOptions& options) {
  const Addresses pair{from.mac, to.mac, from.ipv4, to.ipv4};
  const auto intruders = intruders_of(pair);
  auto* const settings = skeleton.rodata;
  settings->window = kWindow;
  settings->intruder_every = options.intruder_every;
  settings->legitimate = make_template(pair);
  std::copy(intruders.begin(), intruders.end(), settings->intruders);
}

Status fill_copies(const Netns& netns, const load_bpf& skeleton) {
  HG_TRY(const unsigned out, netns.interface_index(Host::kInterface));
  const bpf_devmap_val value{.ifindex = out,
                             .bpf_prog = {.fd = bpf_program__fd(skeleton.progs.generate)}};
  return netns.inside([&]() -> Status {
    for (__u32 i = 0; i < LOAD_COPIES; ++i) {
      const int error =
          -bpf_map_update_elem(bpf_map__fd(skeleton.maps.copies), &i, &value, BPF_ANY);
      if (error != 0) return system_error("fill the map of copies", error);
    }
    return Done{};
  });
}

Bytes make_seed() {
  const load_stamp stamp{LOAD_STAMP_MAGIC, 0, 0, 0};
  Bytes seed(LOAD_FRAME_BYTES, 0);
  std::memcpy(seed.data() + LOAD_STAMP_OFFSET, &stamp, sizeof stamp);
  return seed;
}

struct DestroySkeleton {
  void operator()(load_bpf* skeleton) const { load_bpf__destroy(skeleton); }
};

}  // namespace

struct Stream::Programs {
  std::unique_ptr<load_bpf, DestroySkeleton> skeleton;
  Fd receiver;  // XDP links
  Fd multiplier;
  Fd bare_port;
  std::optional<RawSocket> seeds;

  load_state& state() const { return skeleton->bss->state; }
};

Result<std::unique_ptr<Stream>> Stream::open(const Host& from, const Host& to,
                                             const StreamOptions& options) {
  auto programs = std::make_unique<Programs>();
  programs->skeleton.reset(load_bpf__open());
  int error = programs->skeleton ? 0 : errno;
  if (error != 0) return system_error("open the load programs", error);
  set_up(*programs->skeleton, from, to, options);
  error = -load_bpf__load(programs->skeleton.get());
  if (error != 0) return system_error("load the load programs", error, "run as root");
  HG_TRY(programs->receiver,
         attach(to.netns, Host::kInterface, *programs->skeleton->progs.receive));
  HG_CHECK(
      from.netns.ip_batch(fmt::format("link add {0} type veth peer name {1}\n"
                                      "link set {0} up\nlink set {1} up\n",
                                      kSeedInterface, kMultiplierInterface)));
  HG_TRY(programs->multiplier,
         attach(from.netns, kMultiplierInterface, *programs->skeleton->progs.multiply));
  HG_CHECK(fill_copies(from.netns, *programs->skeleton));
  HG_TRY(programs->seeds, RawSocket::open(from.netns, kSeedInterface));
  return std::unique_ptr<Stream>(new Stream(from, options, std::move(programs)));
}

Stream::Stream(const Host& from, const StreamOptions& options, std::unique_ptr<Programs> programs)
    : from_(&from), options_(options), programs_(std::move(programs)), seed_(make_seed()) {}

Status Stream::pass_all(const Netns& firewall, const std::string& port) {
  HG_TRY(programs_->bare_port, attach(firewall, port, *programs_->skeleton->progs.pass_all));
  return Done{};
}

Stream::~Stream() {
  const Status ignored = stop();
  static_cast<void>(ignored);
}

load_state Stream::counts() const {
  load_state copy{};
  std::memcpy(&copy, &programs_->state(), sizeof copy);
  return copy;
}

void Stream::reset_longest_gap() {
  write_once(programs_->state().longest_gap_ns, 0);
}

// Both orders of the two stores matter: the old range is empty before the new one begins.
void Stream::forbid_intruders() {
  load_state& state = programs_->state();
  write_once(state.forbidden_from, read_once(state.intruders_sent));
  write_once(state.forbidden_until, UINT64_MAX);
}

// Intruders that have been judged by now are still forbidden, those under way are not.
void Stream::allow_intruders() {
  load_state& state = programs_->state();
  write_once(state.forbidden_until, read_once(state.intruders_judged));
}

void Stream::skip(std::uint64_t frames) {
  write_once(programs_->state().skip, frames);
}

void Stream::start(bool with_intruders) {
  load_state& state = programs_->state();
  write_once(state.with_intruders, with_intruders ? 1 : 0);
  write_once(state.last_ns, 0);  // a pause is no gap
  stopping_ = false;
  result_ = Done{};
  started_ns_ = monotonic_ns();
  sent_at_start_ = state.sent;
  progress_ns_ = started_ns_;
  stalled_ns_ = 0;
  sent_at_progress_ = sent_at_start_;
  seconds_noted_ = 0;
  sent_at_second_ = sent_at_start_;
  slowest_second_.reset();
  thread_ = std::thread([this] { generate(); });
}

Status Stream::stop() {
  if (!thread_.joinable()) return Done{};
  stopping_ = true;
  thread_.join();
  stopped_ns_ = monotonic_ns();
  const load_state& state = programs_->state();
  eventually(kDrainDeadline,
             [&] { return read_once(state.received) >= state.sent - state.skipped; });
  return result_;
}

double Stream::rate() const {
  const auto sent = static_cast<double>(programs_->state().sent - sent_at_start_);
  return sent * 1e9 / static_cast<double>(stopped_ns_ - started_ns_);
}

void Stream::generate() {
  stay_on_cpu(options_.cpu);
  make_urgent(0);
  result_ = from_->netns.inside([this] { return run_until_stopped(); });
}

Status Stream::run_until_stopped() {
  load_state& state = programs_->state();
  while (!stopping_) {
    const std::uint64_t now = monotonic_ns();
    const std::uint64_t elapsed = now - started_ns_;
    const std::uint64_t goal =
        sent_at_start_ + (elapsed - stalled_ns_) / 1000 * options_.rate / 1'000'000;
    write_once(state.goal, goal);
    HG_CHECK(send_up_to(goal));
    note_second(elapsed);
    write_off_lost(now);
    sleep_until(started_ns_ + (elapsed / kSlotNs + 1) * kSlotNs);
  }
  return Done{};
}

// The copies of a seed have mostly been sent when the call that sends it returns.
Status Stream::send_up_to(std::uint64_t goal) {
  const load_state& state = programs_->state();
  std::uint64_t before = UINT64_MAX;
  for (unsigned seeds = 0; seeds < kMostSeeds; ++seeds) {
    const std::uint64_t sent = read_once(state.sent);
    if (sent >= goal || sent == before) break;
    before = sent;
    HG_CHECK(programs_->seeds->send(seed_));
  }
  return Done{};
}

void Stream::write_off_lost(std::uint64_t now) {
  load_state& state = programs_->state();
  const std::uint64_t sent = read_once(state.sent);
  if (sent != sent_at_progress_) {
    sent_at_progress_ = sent;
    progress_ns_ = now;
  } else if (now - progress_ns_ > kWriteOffNs) {
    write_once(state.written_off, sent);
    // What was not sent meanwhile is not made up for: that would be all the CPU for a while, and
    // hellos would be late that nobody dropped.
    stalled_ns_ += now - progress_ns_;
    progress_ns_ = now;
  }
}

void Stream::note_second(std::uint64_t elapsed_ns) {
  if (elapsed_ns < (seconds_noted_ + 1) * kSecondNs) return;
  const std::uint64_t sent = programs_->state().sent;
  const std::uint64_t in_second = sent - sent_at_second_;
  slowest_second_ = std::min(slowest_second_.value_or(in_second), in_second);
  sent_at_second_ = sent;
  ++seconds_noted_;
}

}  // namespace haguard
