// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The links that `haguard top` follows, look by look: one until it is detached, or all that there
// are at each look.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "link/place.h"
#include "top/look.h"
#include "top/rates.h"

namespace haguard {

class LinkWatch {
 public:
  // `link` empty: the only one, or all where there are several.
  static Result<LinkWatch> open(const Place& place, const std::string& link);

  bool is_of_one() const { return !chosen_.empty(); }

  // The next look at each. kFailed: the one link was detached, or none is left.
  Status look();

  // Between the last two looks; valid until the next one.
  std::vector<LinkRates> rates() const;
  // Which links went since the look before, and why.
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  struct Watched {
    Link link;
    std::shared_ptr<const PolicyLabels> labels;
    std::optional<LinkLook> before;
    std::optional<LinkLook> now;
  };
  LinkWatch(const Place& place, std::string chosen) : place_(place), chosen_(std::move(chosen)) {}
  static Status look_again(Watched& watched);
  Status open_new_ones();
  Status look_at_all();

  Place place_;
  std::string chosen_;  // empty: all
  std::vector<Watched> links_;
  std::vector<std::string> remarks_;
};

}  // namespace haguard
