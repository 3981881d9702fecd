// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which frames of a link are stamped for residence times, and what came of it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/map.h"
#include "haguard/residence.h"
#include "link/link.h"

namespace haguard {

// "off", "heartbeats", "sampled".
const char* stamping_name(hg_stamping stamping);
// kUsage when there is no such word.
Result<hg_stamping> parse_stamping(const std::string& name);

// "heartbeat", "other".
const char* stamp_class_name(hg_stamp_class kind);

// In force from the next frame on; the mode of the link stays as it is.
Result<hg_stamping> read_stamping(const Map& control);
Status write_stamping(const Map& control, hg_stamping stamping);

// One for each port: what was stamped of the frames that came in there. Summed over the CPUs.
Result<std::vector<hg_stamp_stats>> read_stamp_stats(const Link& link);

// The residence times of the frames that came in on `from` and left by `to`, over all CPUs.
Result<hg_histogram> read_residence(const Link& link, std::size_t from, std::size_t to,
                                    hg_stamp_class kind);

}  // namespace haguard
