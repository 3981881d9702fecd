// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The events of a link as they are written, for whoever waits for them. What must stay true: every
// event comes once, also across the moment when the file becomes the older one.
#pragma once

#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "link/events.h"

namespace haguard {

class EventFollower {
 public:
  EventFollower(Place place, std::string link) : place_(std::move(place)), link_(std::move(link)) {}

  // What was written since the last call, in order; the first time everything there is. Events
  // that filled a whole file between two calls are lost.
  Result<std::vector<Event>> fresh();

 private:
  Status open_current(bool& opened);
  Status take_rest(std::vector<Event>& events);
  Result<bool> was_replaced() const;

  Place place_;
  std::string link_;
  Fd file_;           // the part that is written to, or was until it became the older one
  std::string tail_;  // of a line that is not yet whole
  bool began_ = false;
};

}  // namespace haguard
