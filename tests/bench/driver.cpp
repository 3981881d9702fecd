// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/driver.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <iterator>
#include <numeric>

#include "bench.skel.h"
#include "traffic.h"

namespace haguard {

void Driver::Destroy::operator()(bench_bpf* skeleton) const {
  bench_bpf__destroy(skeleton);
}

Driver::Driver(bench_bpf* skeleton) : skeleton_(skeleton) {}
Driver::Driver(Driver&& other) noexcept = default;
Driver& Driver::operator=(Driver&& other) noexcept = default;
Driver::~Driver() = default;

Result<Driver> Driver::open() {
  Driver driver(bench_bpf__open());
  const int error = driver.skeleton_ ? 0 : errno;
  if (error != 0) return system_error("open the programs of the bench", error);
  return driver;
}

Status Driver::load_opened() const {
  const int error = -bench_bpf__load(skeleton_.get());
  if (error != 0) return system_error("load the programs of the bench", error, "run as root");
  return Done{};
}

Result<Driver> Driver::load(Buffers buffers) {
  HG_TRY(Driver driver, open());
  const auto& programs = driver.skeleton_->progs;
  if (buffers == Buffers::kMany)
    for (bpf_program* program : {programs.no_op, programs.spread, programs.fresh, programs.bare})
      bpf_program__set_flags(program, BPF_F_XDP_HAS_FRAGS);
  HG_CHECK(driver.load_opened());
  return driver;
}

Result<Driver> Driver::load_no_op() {
  HG_TRY(Driver driver, open());
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, driver.skeleton_->obj)
      bpf_program__set_autoload(program, program == driver.skeleton_->progs.no_op);
  HG_CHECK(driver.load_opened());
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

int Driver::no_op_egress() const {
  return bpf_program__fd(skeleton_->progs.no_op_egress);
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

int Driver::drop() const {
  return bpf_program__fd(skeleton_->progs.drop);
}

int Driver::forward() const {
  return bpf_program__fd(skeleton_->progs.forward);
}

int Driver::drop_read() const {
  return bpf_program__fd(skeleton_->progs.drop_read);
}

int Driver::forward_read() const {
  return bpf_program__fd(skeleton_->progs.forward_read);
}

Status Driver::forward_to(unsigned interface) const {
  const __u32 zero = 0;
  const int error =
      -bpf_map_update_elem(bpf_map__fd(skeleton_->maps.partner), &zero, &interface, BPF_ANY);
  if (error != 0) return system_error("tell the bare redirect its partner", error);
  return Done{};
}

int Driver::sender(Making making, std::uint32_t flows) const {
  const auto& programs = skeleton_->progs;
  skeleton_->data->flows = flows;
  skeleton_->bss->timing = making == Making::kTimed ? 1 : 0;
  if (making == Making::kSpread) return bpf_program__fd(programs.send_spread);
  return bpf_program__fd(making == Making::kTimed ? programs.send_timed : programs.send);
}

void Driver::send_on(unsigned interface) const {
  skeleton_->bss->out = interface;
}

int Driver::sink() const {
  return bpf_program__fd(skeleton_->progs.sink);
}

std::uint64_t Driver::arrived() const {
  return __atomic_load_n(&skeleton_->bss->arrived, __ATOMIC_ACQUIRE);
}

std::uint64_t Driver::arrived_strangers() const {
  return __atomic_load_n(&skeleton_->bss->strangers, __ATOMIC_ACQUIRE);
}

void Driver::forget_times() const {
  std::fill(std::begin(skeleton_->bss->took), std::end(skeleton_->bss->took), 0);
}

Result<double> Driver::median_time() const {
  const auto& took = skeleton_->bss->took;
  const std::uint64_t all = std::accumulate(std::begin(took), std::end(took), std::uint64_t{0});
  std::uint64_t below = 0;
  for (std::size_t step = 0; step < std::size(took); ++step) {
    below += took[step];
    if (below * 2 >= all && all > 0) return (static_cast<double>(step) + 0.5) * BENCH_STEP_NS;
  }
  return failed("measure how long frames took: none arrived");
}

void Driver::forget_hellos() const {
  auto* const state = skeleton_->bss;
  std::fill(std::begin(state->last_hello), std::end(state->last_hello), 0);
  state->gap_count = 0;
}

std::vector<std::uint64_t> Driver::hello_gaps() const {
  const auto* const state = skeleton_->bss;
  return {std::begin(state->gaps), std::begin(state->gaps) + state->gap_count};
}

}  // namespace haguard
