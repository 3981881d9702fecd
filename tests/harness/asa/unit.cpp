// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The loop. Every pass is bounded, so hellos leave in time under full stream load.
#include "harness/asa/unit.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace haguard {
namespace {

constexpr std::size_t kSyncBatch = 32;
constexpr std::size_t kSyncSize = 1400;
constexpr unsigned kSwapTries = 5;

AsaTime now_time() {
  return std::chrono::steady_clock::now();
}

Result<Fd> open_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : {SIGUSR1, SIGTERM, SIGINT})
    ::sigaddset(&set, number);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  Fd fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  const int error = errno;
  if (!fd.valid()) return system_error("open a signal descriptor", error);
  return fd;
}

}  // namespace

AsaUnit::AsaUnit(const AsaOptions& options, std::unique_ptr<AsaTransport> transport, Fd signals)
    : options_(options),
      transport_(std::move(transport)),
      signals_(std::move(signals)),
      session_(static_cast<std::uint32_t>(monotonic_ns()) ^ static_cast<std::uint32_t>(::getpid())),
      health_(options, now_time()),
      stream_(options, session_),
      next_hello_(now_time()),
      next_probe_(now_time()),
      first_sync_due_(options.sync_at_start) {}

Result<AsaUnit> AsaUnit::open(const AsaOptions& options) {
  HG_TRY(Fd signals, open_signals());
  HG_TRY(auto transport,
         options.vlan ? open_tagged_transport(options) : open_kernel_transport(options));
  return AsaUnit(options, std::move(transport), std::move(signals));
}

void AsaUnit::run() {
  report_status();
  while (running_) {
    wait_for_work(now_time());
    receive();
    stream_.acknowledge(health_.role(), *transport_);
    timers(now_time());
    pump_sync();
    if (streaming()) stream_.pump(now_time(), health_.role(), *transport_);
    report_events();
  }
  report_status();
}

bool AsaUnit::streaming() const {
  return stream_on_ && stream_.rate() != 0 && health_.role() == AsaRole::kActive &&
         health_.peer() == AsaPeer::kReady;
}

AsaTime AsaUnit::next_timer(AsaTime now) const {
  AsaTime next = std::min(next_hello_, now + options_.poll / 4);
  if (streaming()) next = std::min(next, stream_.next_pump(now));
  return sync_left_ > 0 ? now : next;
}

void AsaUnit::wait_for_work(AsaTime now) {
  std::vector<pollfd> entries{{signals_.get(), POLLIN, 0}};
  entries.push_back({input_open_ ? STDIN_FILENO : -1, POLLIN, 0});
  for (const int fd : transport_->descriptors())
    entries.push_back({fd, POLLIN, 0});
  const auto left = std::chrono::nanoseconds(std::max(next_timer(now), now) - now).count();
  const timespec timeout{left / 1'000'000'000, left % 1'000'000'000};
  ::ppoll(entries.data(), entries.size(), &timeout, nullptr);
  if (entries[0].revents != 0) read_signals();
  if (entries[1].revents != 0) read_commands();
}

void AsaUnit::receive() {
  received_.clear();
  transport_->receive(received_);
  for (const auto& datagram : received_)
    handle(datagram);
}

void AsaUnit::handle(const AsaDatagram& datagram) {
  const auto message = AsaMessage::decode(datagram.payload);
  if (!message) return;
  switch (message->type) {
    case AsaMessageType::kHello:
      hellos_.arrived(message->session, message->sequence);
      return health_.hello(now_time(), message->role);
    case AsaMessageType::kSwapRequest:
      return handle_swap_request(*message);
    case AsaMessageType::kSwapDone:
      return health_.swap_done(now_time());
    case AsaMessageType::kSync:
      return handle_sync(*message);
    case AsaMessageType::kSyncDone:
      ++syncs_confirmed_;
      return;
    case AsaMessageType::kStream:
    case AsaMessageType::kStreamAck:
      return stream_.arrived(datagram.protocol, *message);
  }
}

// A request that is repeated because the answer was lost is answered again, not carried out again.
void AsaUnit::handle_swap_request(const AsaMessage& message) {
  const bool repeated = message.session == last_swap_session_ && message.sequence == last_swap_;
  last_swap_session_ = message.session;
  last_swap_ = message.sequence;
  if (!repeated) health_.accept_swap(now_time());
  send_control(AsaMessageType::kSwapDone, message.sequence);
  if (!repeated) send_hello();
}

void AsaUnit::handle_sync(const AsaMessage& message) {
  syncs_.arrived(message.session, message.sequence);
  if (message.sequence == message.acknowledged) {
    send_control(AsaMessageType::kSyncDone, message.sequence);
  }
}

bool AsaUnit::send_control(AsaMessageType type, std::uint64_t sequence,
                           std::uint64_t acknowledged) {
  const AsaMessage message{.type = type,
                           .role = health_.role(),
                           .session = session_,
                           .sequence = sequence,
                           .acknowledged = acknowledged,
                           .sent_ns = monotonic_ns()};
  const AsaDatagram datagram{
      .protocol = kAsaControlProtocol,
      .as_hello = type == AsaMessageType::kHello,
      .payload = message.encode(type == AsaMessageType::kSync ? kSyncSize : 0)};
  return transport_->send({datagram}) == 1;
}

void AsaUnit::send_hello() {
  if (send_control(AsaMessageType::kHello, hellos_sent_ + 1)) ++hellos_sent_;
}

void AsaUnit::timers(AsaTime now) {
  health_.tick(now);
  if (now >= next_hello_) {
    send_hello();
    // Extra hellos while the interface is tested.
    next_hello_ =
        std::max(next_hello_ + (health_.testing() ? options_.poll / 2 : options_.poll), now);
    if (health_.swap_pending() && swap_tries_++ < kSwapTries) {
      send_control(AsaMessageType::kSwapRequest, swaps_);
    } else if (health_.swap_pending()) {
      health_.swap_failed();
    }
  }
  if (health_.testing() && now >= next_probe_) {
    transport_->probe(++probes_);
    next_probe_ = now + options_.poll;
  }
  if (first_sync_due_ && health_.peer() == AsaPeer::kReady) {
    first_sync_due_ = false;
    if (health_.role() == AsaRole::kActive) sync_left_ = options_.sync_count;
  }
}

void AsaUnit::pump_sync() {
  const std::uint64_t end = sync_sent_ + sync_left_;
  for (std::size_t i = 0; i < kSyncBatch && sync_left_ > 0; ++i) {
    if (!send_control(AsaMessageType::kSync, sync_sent_ + 1, end)) return;
    ++sync_sent_;
    --sync_left_;
  }
}

void AsaUnit::read_signals() {
  signalfd_siginfo info{};
  while (::read(signals_.get(), &info, sizeof(info)) == ssize_t{sizeof(info)}) {
    if (info.ssi_signo == SIGUSR1) report_status();
    if (info.ssi_signo != SIGUSR1) running_ = false;
  }
}

void AsaUnit::read_commands() {
  char buffer[256];
  const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof(buffer));
  if (got <= 0) {
    input_open_ = false;
    return;
  }
  input_.append(buffer, static_cast<std::size_t>(got));
  for (auto end = input_.find('\n'); end != std::string::npos; end = input_.find('\n')) {
    command(input_.substr(0, end));
    input_.erase(0, end + 1);
  }
}

void AsaUnit::command(const std::string& line) {
  if (line == "status") return report_status();
  if (line == "quit") {
    running_ = false;
    return;
  }
  if (line == "stream on" || line == "stream off") {
    stream_on_ = line == "stream on";
    return;
  }
  if (line == "sync") {
    sync_left_ += options_.sync_count;
    return;
  }
  if (line == "failover") {
    health_.start_swap(now_time());
    ++swaps_;
    swap_tries_ = 1;
    if (health_.swap_pending()) send_control(AsaMessageType::kSwapRequest, swaps_);
    return;
  }
  if (line.rfind("rate ", 0) == 0) {
    const auto rate = parse_asa_rate(line.substr(5));
    if (rate.ok()) return stream_.set_rate(*rate);
  }
  fmt::print("{{\"event\":\"error\",\"text\":\"unknown command\"}}\n");
}

}  // namespace haguard
