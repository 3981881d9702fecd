// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/loop.h"

#include <sys/epoll.h>
#include <sys/inotify.h>
#include <systemd/sd-event.h>

#include <csignal>
#include <ctime>
#include <utility>

namespace haguard {

struct Loop::Source {
  explicit Source(Handler h) : handler(std::move(h)) {}
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() { sd_event_source_unref(source); }
  Handler handler;
  sd_event_source* source = nullptr;
};

namespace {

constexpr std::uint64_t kNever = UINT64_MAX;
constexpr std::uint64_t kAccuracyUs = 1000;

int set_urgency(sd_event_source* source, Urgency urgency) {
  return sd_event_source_set_priority(
      source, urgency == Urgency::kLast ? SD_EVENT_PRIORITY_IDLE : SD_EVENT_PRIORITY_NORMAL);
}

}  // namespace

Loop::Loop() = default;

Loop::Loop(Loop&& other) noexcept
    : event_(std::exchange(other.event_, nullptr)), sources_(std::move(other.sources_)) {}

Loop::~Loop() {
  sources_.clear();
  sd_event_unref(event_);
}

Result<Loop> Loop::create() {
  Loop loop;
  const int error = sd_event_new(&loop.event_);
  if (error < 0) return system_error("make an event loop", -error);
  return loop;
}

Status Loop::keep(int error, const char* attempt, std::unique_ptr<Source> source) {
  if (error < 0) return system_error(attempt, -error);
  sources_.push_back(std::move(source));
  return Done{};
}

Status Loop::on_signal(int number, Handler handler) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, number);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  auto source = std::make_unique<Source>(std::move(handler));
  const int error = sd_event_add_signal(
      event_, &source->source, number,
      [](sd_event_source*, const signalfd_siginfo*, void* data) {
        static_cast<Source*>(data)->handler();
        return 0;
      },
      source.get());
  return keep(error, "wait for a signal", std::move(source));
}

Status Loop::on_readable(int fd, Handler handler, Urgency urgency) {
  auto source = std::make_unique<Source>(std::move(handler));
  int error = sd_event_add_io(
      event_, &source->source, fd, EPOLLIN,
      [](sd_event_source*, int, std::uint32_t, void* data) {
        static_cast<Source*>(data)->handler();
        return 0;
      },
      source.get());
  if (error >= 0) error = set_urgency(source->source, urgency);
  return keep(error, "wait for a socket", std::move(source));
}

void Loop::forget(int fd) {
  // Places stay: they are the numbers of timers.
  for (auto& source : sources_)
    if (source && sd_event_source_get_io_fd(source->source) == fd) source.reset();
}

Status Loop::on_written(const std::string& path, Handler handler) {
  auto source = std::make_unique<Source>(std::move(handler));
  const int error = sd_event_add_inotify(
      event_, &source->source, path.c_str(), IN_CLOSE_WRITE,
      [](sd_event_source*, const inotify_event*, void* data) {
        static_cast<Source*>(data)->handler();
        return 0;
      },
      source.get());
  return keep(error, "watch the lock", std::move(source));
}

Result<std::size_t> Loop::add_timer(Handler handler, Urgency urgency) {
  auto source = std::make_unique<Source>(std::move(handler));
  int error = sd_event_add_time(
      event_, &source->source, CLOCK_MONOTONIC, kNever, kAccuracyUs,
      [](sd_event_source*, std::uint64_t, void* data) {
        static_cast<Source*>(data)->handler();
        return 0;
      },
      source.get());
  if (error >= 0) error = set_urgency(source->source, urgency);
  if (error >= 0) error = sd_event_source_set_enabled(source->source, SD_EVENT_OFF);
  HG_CHECK(keep(error, "make a timer", std::move(source)));
  return sources_.size() - 1;
}

Status Loop::set_timer(std::size_t timer, std::uint64_t nanoseconds) {
  sd_event_source* source = sources_.at(timer)->source;
  int error = sd_event_source_set_time_relative(source, nanoseconds / 1000);
  if (error >= 0) error = sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
  if (error < 0) return system_error("set a timer", -error);
  return Done{};
}

Status Loop::run() {
  const int error = sd_event_loop(event_);
  if (error < 0) return system_error("run the event loop", -error);
  return Done{};
}

void Loop::stop() {
  sd_event_exit(event_, 0);
}

}  // namespace haguard
