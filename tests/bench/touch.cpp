// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/touch.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>

#include "haguard/abi.h"
#include "touch.skel.h"

namespace haguard {

void Touch::Destroy::operator()(touch_bpf* skeleton) const {
  touch_bpf__destroy(skeleton);
}

Touch::Touch(touch_bpf* skeleton) : skeleton_(skeleton) {}
Touch::Touch(Touch&& other) noexcept = default;
Touch::~Touch() = default;

Result<Touch> Touch::load(std::uint32_t flows, std::uint32_t slots) {
  Touch touch(touch_bpf__open());
  touch_bpf* skeleton = touch.skeleton_.get();
  int error = skeleton != nullptr ? 0 : errno;
  if (error != 0) return system_error("open the program that touches memory", error);
  skeleton->rodata->line_count = slots;
  bpf_map__set_max_entries(skeleton->maps.lines, slots);
  bpf_map__set_max_entries(skeleton->maps.counters, flows);
  error = -touch_bpf__load(skeleton);
  if (error != 0) return system_error("load the program that touches memory", error, "run as root");
  return touch;
}

int Touch::program() const {
  return bpf_program__fd(skeleton_->progs.touch);
}

Result<std::uint64_t> Touch::frames(std::uint32_t flow) const {
  hg_flow_stats stats{};
  const int error = -bpf_map_lookup_elem(bpf_map__fd(skeleton_->maps.counters), &flow, &stats);
  if (error != 0) return system_error("read what touched memory has counted", error);
  return stats.frames;
}

}  // namespace haguard
