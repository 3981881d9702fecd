// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The daemon's event loop: sd-event, with functions instead of callbacks and user data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

struct sd_event;
struct sd_event_source;

namespace haguard {

// Who goes first when several things are due at once.
enum class Urgency : std::uint8_t { kUsual, kLast };

class Loop {
 public:
  using Handler = std::function<void()>;

  static Result<Loop> create();
  Loop(Loop&& other) noexcept;
  Loop& operator=(Loop&&) = delete;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  Status on_signal(int number, Handler handler);
  Status on_readable(int fd, Handler handler, Urgency urgency = Urgency::kUsual);
  // Ends on_readable(); before the descriptor is closed, and not from its own handler.
  void forget(int fd);
  // Whoever had the file open for writing has closed it.
  Status on_written(const std::string& path, Handler handler);

  // A timer, which rests until it is set.
  Result<std::size_t> add_timer(Handler handler, Urgency urgency = Urgency::kUsual);
  // Calls its handler once, after this time. Setting it again replaces what was set.
  Status set_timer(std::size_t timer, std::uint64_t nanoseconds);

  // Until stop().
  Status run();
  void stop();

 private:
  struct Source;
  Loop();
  Status keep(int error, const char* attempt, std::unique_ptr<Source> source);

  sd_event* event_ = nullptr;
  std::vector<std::unique_ptr<Source>> sources_;
};

}  // namespace haguard
