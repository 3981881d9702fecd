// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/daemon.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "base/memory.h"
#include "daemon/configured.h"
#include "link/attach.h"
#include "link/control.h"
#include "link/event_kind.h"
#include "link/events.h"
#include "systems/known.h"

namespace haguard {
namespace {

constexpr std::uint64_t kLockRetryNs = 50'000'000U;
constexpr std::uint64_t kFailureRetryNs = 5'000'000'000U;
constexpr std::uint64_t kCheckNs = 10'000'000'000U;

}  // namespace

Daemon::Daemon(DaemonOptions options, Lock lock, Loop loop, LinkMonitor monitor)
    : options_(std::move(options)),
      lock_(std::move(lock)),
      loop_(std::move(loop)),
      monitor_(std::move(monitor)),
      metrics_(loop_, options_.place, options_.version, options_.tell) {}

Status Daemon::run(DaemonOptions options) {
  HG_TRY(Lock lock, Lock::take_daemon(options.place, options.command_line));
  HG_TRY(Loop loop, Loop::create());
  // Before the first look, so that nothing is missed between the two.
  HG_TRY(LinkMonitor monitor, LinkMonitor::open());
  Daemon daemon(std::move(options), std::move(lock), std::move(loop), std::move(monitor));
  if (daemon.options_.once) return daemon.work_once();
  HG_CHECK(daemon.prepare());
  daemon.check();
  give_back_memory();  // what reading the command line and loading programs took
  Status ended = daemon.loop_.run();
  daemon.manager_.stopping();
  daemon.options_.tell("ends; every link goes on as it is");
  return ended;
}

Status Daemon::prepare() {
  for (const int number : {SIGTERM, SIGINT})
    HG_CHECK(loop_.on_signal(number, [this] { loop_.stop(); }));
  HG_CHECK(loop_.on_signal(SIGHUP, [this] { reload(); }));
  HG_CHECK(loop_.on_readable(monitor_.fd(), [this] {
    if (monitor_.drain()) look();
  }));
  HG_TRY(watch_timer_, loop_.add_timer([this] { watch(); }));
  HG_TRY(check_timer_, loop_.add_timer([this] { check(); }));
  HG_TRY(retry_timer_, loop_.add_timer([this] {
    is_retrying_ = false;
    look();
  }));
  {
    // The file must be there to be watched.
    HG_TRY(const auto first, Lock::try_take(options_.place, options_.command_line));
  }
  // Every change by somebody else ends so, and ours do: looking must not take the lock again.
  HG_CHECK(loop_.on_written(lock_path(options_.place), [this] {
    find_links();
    if (has_work() && !is_retrying_) retry_in(kLockRetryNs);
    watch();
  }));
  want_all();
  return metrics_.start(options_.config);
}

Status Daemon::work_once() {
  want_all();
  HG_TRY(const Lock lock, Lock::take(options_.place, options_.command_line));
  find_links();
  work_locked();
  if (complaints_.empty()) return Done{};
  return failed(
      fmt::format("run --once: {} of the links could not be brought in line", complaints_.size()),
      "the messages above say why");
}

void Daemon::want_all() {
  wanted_.clear();
  for (const LinkConfig& link : options_.config.links)
    wanted_.insert(link.name);
}

void Daemon::reload() {
  manager_.reloading();
  Result<Config> config = load_config(options_.config_file, true);
  const Status served = config.ok() ? metrics_.change(*config) : Status(config.error());
  if (served.ok()) {
    options_.config = std::move(*config);
    complaints_.clear();
    want_all();
    options_.tell("configuration read again");
  } else {
    options_.place.warn(served.error());
    options_.tell("the configuration of before stays");
  }
  look();
  is_ready_ = false;
  say_ready();
}

void Daemon::look() {
  find_links();
  if (has_work())
    work();
  else
    say_ready();
  watch();
}

void Daemon::check() {
  look();
  unwell_.clear();
  for (const auto& [name, keeper] : keepers_) {
    const Status well = keeper.check();
    complain(name + " check", well);
    if (!well.ok()) unwell_ += fmt::format("; {}: {}", name, well.error().message);
  }
  manager_.status(status_line());
  if (unwell_.empty()) manager_.keep_alive();
  const std::uint64_t pause = ServiceManager::keep_alive_ns();
  complain("check timer", loop_.set_timer(check_timer_, pause != 0 ? pause : kCheckNs));
}

void Daemon::find_links() {
  const Result<std::vector<std::string>> names = options_.place.pins.links();
  if (!names.ok()) return complain("", names.error());
  std::erase_if(keepers_, [&](const auto& one) {
    return std::find(names->begin(), names->end(), one.first) == names->end();
  });
  for (const std::string& name : *names) {
    const auto keeper = keepers_.try_emplace(name, options_.place, name, options_.tell).first;
    const Status opened = keeper->second.refresh();
    complain(name + " open", opened);
    if (!opened.ok()) keepers_.erase(keeper);
  }
}

bool Daemon::has_work() const {
  if (!upgraded_) return true;
  return !wanted_.empty() || std::any_of(keepers_.begin(), keepers_.end(), [&](const auto& one) {
    return one.second.has_work(find_link(options_.config, one.first));
  });
}

void Daemon::work() {
  Result<std::optional<Lock>> lock = Lock::try_take(options_.place, options_.command_line);
  if (!lock.ok()) complain("lock", lock.error());
  const bool locked = lock.ok() && lock->has_value();
  if (locked) work_locked();
  // What could not be done is tried again, also when no event says so.
  if (!locked || has_work()) retry_in(locked ? kFailureRetryNs : kLockRetryNs);
}

void Daemon::retry_in(std::uint64_t nanoseconds) {
  is_retrying_ = true;
  complain("", loop_.set_timer(retry_timer_, nanoseconds));
}

void Daemon::work_locked() {
  attach_missing();
  find_links();
  for (auto& [name, keeper] : keepers_) {
    // A link that cannot have the new program goes on with its old one.
    if (!upgraded_) complain(name, keeper.upgrade());
    complain(name, keeper.work(find_link(options_.config, name)));
  }
  upgraded_ = true;
  say_ready();
}

void Daemon::attach_missing() {
  for (const LinkConfig& link : options_.config.links) {
    if (wanted_.count(link.name) == 0) continue;
    AttachOptions options = attach_options(link);
    // Loaded before its interface comes, the program is on it at once.
    options.wait_for_ports = true;
    options.hold_redirect = true;  // its keeper asks the gate, now and as often as it objects
    const Result<AttachReport> report = attach_link(options_.place, options);
    complain(link.name + " attach", report.ok() ? Status(Done{}) : Status(report.error()));
    if (!report.ok()) continue;
    wanted_.erase(link.name);
    const Status known = check_system_name(options_.place.systems, link.system,
                                           "look after " + link.name, kConfiguredSystem);
    if (!known.ok()) options_.place.warn(known.error());
    if (report->already) continue;
    Event event;
    event.kind = EventKind("attach").name();
    event.text = fmt::format("attached to {}, mode {}", fmt::join(link.ports, " and "),
                             mode_name(report->mode));
    if (!report->waiting.empty())
      event.text += fmt::format("; waits for {}", fmt::join(report->waiting, " and "));
    options_.tell(fmt::format("{}: {}", link.name, event.text));
    complain("", record_event(options_.place, link.name, std::move(event)));
  }
}

void Daemon::watch() {
  std::uint64_t pause = 0;
  for (auto& [name, keeper] : keepers_) {
    complain(name + " watch", keeper.look());
    const std::uint64_t due = keeper.pause_ns();
    if (due != 0 && (pause == 0 || due < pause)) pause = due;
  }
  if (pause != 0) complain("", loop_.set_timer(watch_timer_, pause));
  manager_.status(status_line());
}

void Daemon::say_ready() {
  if (options_.once) return;
  const std::string status = status_line();
  manager_.ready(status);
  if (!std::exchange(is_ready_, true)) options_.tell(fmt::format("looks after {}", status));
}

std::string Daemon::status_line() const {
  std::string links;
  for (const auto& [name, keeper] : keepers_)
    links += (links.empty() ? "" : "; ") + keeper.summary();
  for (const std::string& name : wanted_)
    if (keepers_.count(name) == 0) links += (links.empty() ? "" : "; ") + name + " is not attached";
  if (links.empty()) links = "no link yet";
  return unwell_.empty() ? links : links + "; NOT WELL" + unwell_;
}

void Daemon::complain(const std::string& about, const Status& status) {
  if (status.ok()) {
    complaints_.erase(about);
    return;
  }
  std::string& last = complaints_[about];
  if (std::exchange(last, status.error().message) != status.error().message)
    options_.place.warn(status.error());
}

}  // namespace haguard
