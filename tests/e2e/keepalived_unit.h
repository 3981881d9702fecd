// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A real keepalived in a unit of a lab: one VRRP instance for IPv4 and one for IPv6, and what it
// says of itself through its signals. All its files are its own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "harness/lab.h"
#include "harness/process.h"

namespace haguard {

struct VrrpReport {
  std::string state;  // "MASTER", "BACKUP"
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
  std::uint64_t became_master = 0;
  std::uint64_t released_master = 0;
};

struct KeepalivedOptions {
  std::string name;
  unsigned priority = 100;   // the higher one is the master
  bool virtual_mac = false;  // adverts and the virtual addresses use 00:00:5e:00:01:xx
};

class KeepalivedUnit {
 public:
  // The virtual addresses of both instances.
  static constexpr const char* kVirtualIpv4 = "192.0.2.7";
  static constexpr const char* kVirtualIpv6 = "2001:db8::7";
  // Of its two instances, in the log and in report().
  static constexpr const char* kInstances[] = {"V4", "V6"};

  KeepalivedUnit(const Lab& lab, const Host& host, const KeepalivedOptions& options);

  // Until it has read its configuration and listens.
  void start();
  // Says goodbye with priority zero.
  void stop();
  // Dies without a word.
  void crash();
  bool running() { return process_ && process_->running(); }

  // By instance, as keepalived writes it down on SIGUSR1 and SIGUSR2.
  std::map<std::string, VrrpReport> report() const;
  // Every instance is in this state.
  bool is(const std::string& state) const;
  // The fewest adverts that an instance has received.
  std::uint64_t received() const;
  // Its standard error and output, for messages.
  std::string log() const;

 private:
  std::string file(const std::string& name) const { return folder_ + "/" + name; }
  // The file that keepalived writes on this signal.
  std::string ask(int signal, const std::string& name, const std::string& last_words) const;

  const Host* host_;
  std::string folder_;
  std::optional<Process> process_;
};

}  // namespace haguard
