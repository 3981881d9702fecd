// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A lab whose link "rooms" a daemon looks after, with a small policy and frames to try it by.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "e2e/haguard_cli.h"
#include "harness/frame.h"
#include "harness/lab.h"
#include "harness/process.h"

namespace haguard {

class DaemonLab {
 public:
  // `more`: further lines of the config's [link.rooms].
  explicit DaemonLab(const std::string& more = "");

  const Lab& lab() const { return lab_; }
  const HaguardCli& haguard() const { return haguard_; }
  Process& daemon() { return *daemon_; }

  void write_config(const std::string& text) const;
  static std::string config(const std::string& more);

  // Starts the daemon and waits until it is ready. Its environment, on top of the test's.
  void start(const std::vector<std::pair<std::string, std::string>>& environment = {});
  void kill();
  // SIGHUP; waits until this stands in the journal, another time.
  void reload(const std::string& answer);
  bool eventually_says(const std::string& words) const;

  // Somebody else who holds the lock of all changes, or another one of the state folder, until its
  // input is closed.
  Process hold_lock(const std::string& name = "lock") const;

  // The policy of `text` in force, and enforced.
  void enforce(const std::string& policy);
  void apply(const std::string& policy) const;
  std::string mode() const;
  // ip(8) in the firewall.
  void ip(const std::vector<std::string>& words) const;

  // The bridge has noticed that the port is up.
  void wait_for_forwarding(const std::string& port) const;
  std::string condition(const std::string& port) const;
  std::vector<nlohmann::json> events(const std::string& kind) const;
  bool has_event(const std::string& kind, const std::string& words) const;
  std::string journal() const { return daemon_->err(); }

  // Unit-a sends a frame of IP protocol 105, and one of 106, which no flow allows: the first
  // passes, the second is dropped.
  void check_enforcing() const;
  // The same from unit-b: eth2's program judges, whatever the interface is called.
  void check_enforcing_from_b() const;
  // Its intruder only: nothing need carry its frames on.
  void check_dropped_from_b() const;
  // The second passes.
  void check_auditing() const;
  Frame intruder() const;

 private:
  // From the unit of one side to that of the other: how often it arrived, once it is counted so.
  std::uint64_t sent_and_counted(int side, std::uint8_t protocol, const std::string& reason,
                                 const std::string& disposition) const;

  Lab lab_;
  HaguardCli haguard_;
  std::optional<Process> daemon_;
};

// Primary and secondary, protocol 105 each way, ARP; both heartbeats.
extern const std::string kPairPolicy;

}  // namespace haguard
