// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Nanoseconds per frame of the XDP program by BPF_PROG_TEST_RUN, for kinds of frames, against a
// program that does nothing. The best of several rounds, all programs in turn in each, because
// machines drift: only the ratios of one run mean something. A report for people, not a test.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>

#include "bpf/guard.h"
#include "fixture/sample.h"
#include "haguard/residence.h"

namespace haguard {
namespace {

constexpr int kRounds = 7;
constexpr int kRepeat = 1'000'000;

struct Case {
  std::string name;
  std::uint8_t mode = HG_MODE_ENFORCE;
  Bytes frame;
  std::uint32_t stamping = HG_STAMP_OFF;
  double best_ns = 1e9;
};

Bytes sample_named(const std::string& name) {
  for (const Sample& sample : all_samples())
    if (sample.name == name) return sample.bytes;
  return {};
}

std::vector<Case> cases() {
  return {
      {"no-op program", HG_MODE_ENFORCE, sample_named("ipv4 protocol 105")},
      {"bypass, ipv4 105", HG_MODE_BYPASS, sample_named("ipv4 protocol 105")},
      {"allowed, ipv4 105", HG_MODE_ENFORCE, sample_named("ipv4 protocol 105")},
      {"the same, one in 256 stamped", HG_MODE_ENFORCE, sample_named("ipv4 protocol 105"),
       HG_STAMP_SAMPLED},
      {"allowed, ipv4 105 tagged", HG_MODE_ENFORCE, sample_named("one tag")},
      {"allowed, ipv6 105", HG_MODE_ENFORCE, sample_named("ipv6 protocol 105")},
      {"allowed, udp both ports", HG_MODE_ENFORCE, sample_named("udp both ports")},
      {"allowed, udp any source port", HG_MODE_ENFORCE, sample_named("udp any source port")},
      {"allowed, arp", HG_MODE_ENFORCE, sample_named("arp request")},
      {"allowed, neighbour advertisement", HG_MODE_ENFORCE,
       sample_named("neighbour advertisement")},
      {"refused, unknown host", HG_MODE_ENFORCE, sample_named("unknown host")},
      {"refused, unknown protocol", HG_MODE_ENFORCE,
       sample_named("unknown protocol between the pair")},
      {"refused, malformed", HG_MODE_ENFORCE, sample_named("ipv4 datagram longer than the frame")},
  };
}

Result<Fd> load_no_op() {
  const bpf_insn code[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = XDP_PASS},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
  };
  const int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "no_op", "GPL", code, std::size(code), nullptr);
  const int error = fd < 0 ? errno : 0;
  if (error != 0) return system_error("load the no-op program", error, "run as root");
  return Fd(fd);
}

Result<double> ns_per_frame(const Fd& program, const Bytes& frame) {
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
              .data_size_in = static_cast<__u32>(frame.size()), .repeat = kRepeat);
  const int error = -bpf_prog_test_run_opts(program.get(), &options);
  if (error != 0) return system_error("run the program", error);
  return static_cast<double>(options.duration);
}

void print(const std::vector<Case>& measured) {
  fmt::print("{:36} {:>8} {:>12}\n", "frame", "ns", "over no-op");
  for (const Case& row : measured)
    fmt::print("{:36} {:8.0f} {:10.1f} x\n", row.name, row.best_ns,
               row.best_ns / measured.front().best_ns);
}

Status measure() {
  HG_TRY(const GuardSet guard, load_guard(1, 1, Capacity::for_flows(kPairFlowCapacity)));
  HG_TRY(const Fd no_op, load_no_op());
  HG_CHECK(install_table(guard.maps.policy, compile_pair(pair_policy()).table()));
  std::vector<Case> all = cases();
  for (int round = 0; round < kRounds; ++round) {
    for (Case& row : all) {
      HG_CHECK(write_entry(guard.maps.control, 0,
                           hg_control{row.mode, 0, row.stamping, HG_DEFAULT_STAMP_MASK}));
      const Fd& program = &row == &all.front() ? no_op : guard.programs[0].fd;
      HG_TRY(const double ns, ns_per_frame(program, row.frame));
      row.best_ns = std::min(row.best_ns, ns);
    }
  }
  print(all);
  fmt::print("verified instructions: {}\n", guard.programs[0].verified_instructions);
  return Done{};
}

}  // namespace
}  // namespace haguard

int main() {  // NOLINT(bugprone-exception-escape): out of memory may end a report
  const auto status = haguard::measure();
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.error().message.c_str());
  return 1;
}
