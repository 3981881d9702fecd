// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One unit of the synthetic pair: one thread, one loop over the transport, the timers and the
// commands. Prints one JSON object per line: events as they happen, and the status when asked.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "harness/asa/health.h"
#include "harness/asa/message.h"
#include "harness/asa/stream.h"
#include "harness/asa/tracker.h"
#include "harness/asa/transport.h"

namespace haguard {

class AsaUnit {
 public:
  static Result<AsaUnit> open(const AsaOptions& options);
  // Until "quit", SIGTERM or SIGINT.
  void run();

 private:
  AsaUnit(const AsaOptions& options, std::unique_ptr<AsaTransport> transport, Fd signals);

  void wait_for_work(AsaTime now);
  void receive();
  void handle(const AsaDatagram& datagram);
  void handle_swap_request(const AsaMessage& message);
  void handle_sync(const AsaMessage& message);
  void timers(AsaTime now);
  void pump_sync();
  void read_signals();
  void read_commands();
  void command(const std::string& line);
  bool send_control(AsaMessageType type, std::uint64_t sequence, std::uint64_t acknowledged = 0);
  void send_hello();
  AsaTime next_timer(AsaTime now) const;
  bool streaming() const;
  void report_events();
  void report_status();

  AsaOptions options_;
  std::unique_ptr<AsaTransport> transport_;
  Fd signals_;
  std::uint32_t session_;
  AsaHealth health_;
  AsaStream stream_;
  bool stream_on_ = true;
  bool running_ = true;
  bool input_open_ = true;
  std::string input_;
  std::vector<AsaDatagram> received_;

  AsaTime next_hello_;
  std::uint64_t hellos_sent_ = 0;
  AsaTracker hellos_;
  AsaTime next_probe_;
  std::uint16_t probes_ = 0;

  std::uint64_t swaps_ = 0;
  unsigned swap_tries_ = 0;
  std::uint64_t last_swap_ = 0;  // of the peer, already carried out
  std::uint32_t last_swap_session_ = 0;

  bool first_sync_due_;
  std::uint64_t sync_left_ = 0;
  std::uint64_t sync_sent_ = 0;
  AsaTracker syncs_;
  std::uint64_t syncs_confirmed_ = 0;
};

}  // namespace haguard
