// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "top/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace haguard {

Result<LinkWatch> LinkWatch::open(const Place& place, const std::string& link) {
  HG_TRY(const std::vector<std::string> names, place.pins.links());
  if (link.empty() && names.size() > 1) {
    LinkWatch watch(place, {});
    HG_CHECK(watch.look());
    return watch;
  }
  HG_TRY(const std::string chosen, choose_link(place, link));
  LinkWatch watch(place, chosen);
  HG_TRY(Link opened, open_link(place, chosen));
  watch.links_.push_back({std::move(opened), {}, {}, {}});
  HG_CHECK(watch.look());
  return watch;
}

// Of a link that is gone, what the pins say is no help: that it is gone comes first.
Status LinkWatch::look_again(Watched& watched) {
  Result<LinkLook> look = look_at(watched.link, watched.labels);
  HG_CHECK(check_still_attached(watched.link, fmt::format("watch {}", watched.link.name),
                                "haguard top " + watched.link.name));
  if (!look.ok()) return look.error();
  watched.before = std::exchange(watched.now, std::move(*look));
  return Done{};
}

Status LinkWatch::open_new_ones() {
  HG_TRY(const std::vector<std::string> names, place_.pins.links());
  for (const std::string& name : names) {
    const bool is_known = std::any_of(links_.begin(), links_.end(), [&](const Watched& watched) {
      return watched.link.name == name;
    });
    if (is_known) continue;
    Result<Link> link = open_link(place_, name);
    if (link.ok())
      links_.push_back({std::move(*link), {}, {}, {}});
    else
      remarks_.push_back(link.error().message);
  }
  return Done{};
}

Status LinkWatch::look_at_all() {
  remarks_.clear();
  HG_CHECK(open_new_ones());
  std::erase_if(links_, [&](Watched& watched) {
    const Status looked = look_again(watched);
    if (!looked.ok()) remarks_.push_back(looked.error().message);
    return !looked.ok();
  });
  if (!links_.empty()) return Done{};
  return failed(remarks_.empty() ? "watch the links: none is attached any more" : remarks_.back(),
                "haguard attach NAME --ports IFACE,IFACE");
}

Status LinkWatch::look() {
  return is_of_one() ? look_again(links_.front()) : look_at_all();
}

std::vector<LinkRates> LinkWatch::rates() const {
  std::vector<LinkRates> rates;
  for (const Watched& watched : links_)
    rates.push_back(rates_of(watched.before ? &*watched.before : nullptr, *watched.now));
  return rates;
}

}  // namespace haguard
