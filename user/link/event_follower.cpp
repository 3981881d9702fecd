// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/event_follower.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"

namespace haguard {
namespace {

// Whole lines of `text` to events; what is behind the last line end stays.
void take_lines(std::string& text, std::vector<Event>& events) {
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    if (auto event = parse_event(text.substr(begin, end - begin)))
      events.push_back(std::move(*event));
    begin = end + 1;
  }
  text.erase(0, begin);
}

// An invalid descriptor where there is no such file.
Result<Fd> open_if_there(const std::string& path) {
  Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  const int error = file.valid() ? 0 : errno;
  if (error != 0 && error != ENOENT) return system_error(fmt::format("open {}", path), error);
  return file;
}

}  // namespace

Result<std::vector<Event>> EventFollower::fresh() {
  std::vector<Event> events;
  if (!began_) {
    HG_TRY(file_, open_if_there(older_events_path(place_, link_)));
    began_ = true;
  }
  for (;;) {
    // Asked before reading: whoever wrote before the replacement is read below.
    bool is_over = !file_.valid();
    if (!is_over) {
      HG_TRY(is_over, was_replaced());
      HG_CHECK(take_rest(events));
    }
    if (!is_over) return events;
    bool opened = false;
    HG_CHECK(open_current(opened));
    if (!opened) return events;
  }
}

Status EventFollower::open_current(bool& opened) {
  HG_TRY(Fd file, open_if_there(events_path(place_, link_)));
  opened = file.valid();
  if (!opened) return Done{};  // between the rename and the first line of the new part
  file_ = std::move(file);
  tail_.clear();
  return Done{};
}

Status EventFollower::take_rest(std::vector<Event>& events) {
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(file_.get(), buffer, sizeof buffer);
    const int error = got < 0 ? errno : 0;
    if (error == EINTR) continue;
    if (error != 0) return system_error(fmt::format("read {}", events_path(place_, link_)), error);
    if (got == 0) return Done{};
    tail_.append(buffer, static_cast<std::size_t>(got));
    take_lines(tail_, events);
  }
}

Result<bool> EventFollower::was_replaced() const {
  HG_TRY(const bool still_there, is_at(file_, events_path(place_, link_)));
  return !still_there;
}

}  // namespace haguard
