// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A real conntrackd in FTFW mode in a unit of a lab, and real connections for it to replicate: they
// stay inside the unit, so on the link there is nothing but the replication.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.h"
#include "harness/lab.h"
#include "harness/process.h"

namespace haguard {

class ConntrackdUnit {
 public:
  // `service`: an address that the unit gets on its loopback, for its connections.
  ConntrackdUnit(const Lab& lab, const Host& self, const Host& peer, std::string service);

  // Until it answers; it asks its peer for everything by itself.
  void start();
  void stop();

  // A TCP connection from `service` to itself, kept open as long as the unit; its source port.
  std::uint16_t connect();
  // "conntrackd WORD" against the running daemon: "-i" its own entries, "-e" its peer's, "-s".
  std::string ask(const std::string& word, const std::string& more = {}) const;
  // The peer's established connection with this source port was replicated to here.
  bool has_from_peer(std::uint16_t source_port) const;
  // What primary-backup.sh of conntrackd does in the unit that becomes the master, or the backup.
  void become_primary() const;
  void become_backup() const;
  // The UDP source port that its messages have now.
  std::uint16_t source_port() const;
  std::string log() const;

 private:
  const Host* self_;
  std::string service_;
  std::string folder_;
  Fd listener_;
  std::vector<Fd> open_;
  std::optional<Process> process_;
};

}  // namespace haguard
