// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/driver.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <cerrno>

#include "bench.skel.h"

namespace haguard {

void Driver::Destroy::operator()(bench_bpf* skeleton) const {
  bench_bpf__destroy(skeleton);
}

Driver::Driver(bench_bpf* skeleton) : skeleton_(skeleton) {}
Driver::Driver(Driver&& other) noexcept = default;
Driver& Driver::operator=(Driver&& other) noexcept = default;
Driver::~Driver() = default;

Result<Driver> Driver::load(Buffers buffers) {
  Driver driver(bench_bpf__open());
  int error = driver.skeleton_ ? 0 : errno;
  if (error != 0) return system_error("open the programs of the bench", error);
  const auto& programs = driver.skeleton_->progs;
  if (buffers == Buffers::kMany)
    for (bpf_program* program : {programs.no_op, programs.spread, programs.fresh, programs.bare})
      bpf_program__set_flags(program, BPF_F_XDP_HAS_FRAGS);
  error = -bench_bpf__load(driver.skeleton_.get());
  if (error != 0) return system_error("load the programs of the bench", error, "run as root");
  return driver;
}

Status Driver::aim(int program) const {
  const __u32 zero = 0;
  const int error =
      -bpf_map_update_elem(bpf_map__fd(skeleton_->maps.target), &zero, &program, BPF_ANY);
  if (error != 0) return system_error("put a program behind the driver", error);
  return Done{};
}

int Driver::no_op() const {
  return bpf_program__fd(skeleton_->progs.no_op);
}

int Driver::spread(std::uint32_t flows) const {
  skeleton_->data->flows = flows;
  return bpf_program__fd(skeleton_->progs.spread);
}

int Driver::fresh(std::uint32_t first) const {
  skeleton_->bss->next = first;
  return bpf_program__fd(skeleton_->progs.fresh);
}

int Driver::bare() const {
  return bpf_program__fd(skeleton_->progs.bare);
}

}  // namespace haguard
