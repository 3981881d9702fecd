// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard run: looks after every link of one state folder. What must stay true: however it ends,
// every link goes on as it is; and it never keeps an operator waiting, nor waits for one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "base/result.h"
#include "config/config.h"
#include "daemon/link_keeper.h"
#include "daemon/loop.h"
#include "daemon/metrics_service.h"
#include "daemon/service_manager.h"
#include "link/lock.h"
#include "link/place.h"
#include "net/link_monitor.h"

namespace haguard {

struct DaemonOptions {
  Place place;
  Config config;
  std::string config_file;
  std::string command_line;
  std::string version;
  Tell tell;
  bool once = false;  // what is due at the start, and no more; nobody is notified
};

class Daemon {
 public:
  // Until SIGTERM or SIGINT, unless `once`. kFailed when another daemon has this state folder.
  static Status run(DaemonOptions options);

 private:
  Daemon(DaemonOptions options, Lock lock, Loop loop, LinkMonitor monitor);
  Status prepare();
  void want_all();
  void reload();
  // For a start-up that has more privileges than the daemon keeps.
  Status work_once();

  // Everything anew: which links there are, their ports, what is to be done.
  void look();
  // look(), for what nobody told of; then whether all is well, which alone keeps the service
  // manager from starting the daemon anew.
  void check();
  void find_links();
  bool has_work() const;
  // Does it if the lock of all changes is free; comes back soon if not.
  void work();
  void work_locked();
  void retry_in(std::uint64_t nanoseconds);
  void attach_missing();
  // Leases and heartbeats; sets the timer for the next time.
  void watch();
  void say_ready();
  std::string status_line() const;

  // Tells a failure once, not each time it is met.
  void complain(const std::string& about, const Status& status);

  DaemonOptions options_;
  Lock lock_;
  Loop loop_;
  LinkMonitor monitor_;
  MetricsService metrics_;
  ServiceManager manager_;
  std::size_t watch_timer_ = 0;
  std::size_t check_timer_ = 0;
  std::size_t retry_timer_ = 0;
  std::map<std::string, LinkKeeper> keepers_;
  std::set<std::string> wanted_;  // links of the config that are still to be attached, or adopted
  std::map<std::string, std::string> complaints_;
  std::string unwell_;        // what the newest check found
  bool is_retrying_ = false;  // the timer is set
  bool upgraded_ = false;
  bool is_ready_ = false;
};

}  // namespace haguard
