// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/tc.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <string>

#include "bpf/libbpf_log.h"

namespace haguard {
namespace {

bpf_tc_hook egress_of(unsigned ifindex) {
  bpf_tc_hook hook{};
  hook.sz = sizeof hook;
  hook.ifindex = static_cast<int>(ifindex);
  hook.attach_point = BPF_TC_EGRESS;
  return hook;
}

std::string tc_hint(int error) {
  if (error == EPERM) return "run as root, or with CAP_BPF and CAP_NET_ADMIN";
  if (error == ENOENT || error == EOPNOTSUPP)
    return "this kernel lacks sch_ingress or cls_bpf: modprobe -a sch_ingress cls_bpf";
  return libbpf_words();
}

}  // namespace

Result<std::uint32_t> query_egress(unsigned ifindex) {
  const bpf_tc_hook hook = egress_of(ifindex);
  LIBBPF_OPTS(bpf_tc_opts, options, .handle = kEgressHandle, .priority = kEgressPriority);
  const int error = -bpf_tc_query(&hook, &options);
  if (error == 0) return options.prog_id;
  // No filter, no qdisc: the kernel says EINVAL of the latter.
  if (error == ENOENT || error == EINVAL) return std::uint32_t{0};
  return system_error(fmt::format("query the egress filter of interface {}", ifindex), error);
}

Result<bool> ensure_clsact(unsigned ifindex) {
  clear_libbpf_log();
  bpf_tc_hook hook = egress_of(ifindex);
  const int error = -bpf_tc_hook_create(&hook);
  if (error == EEXIST) return false;
  if (error == 0) return true;
  return system_error(fmt::format("add a clsact qdisc to interface {}", ifindex), error,
                      tc_hint(error));
}

Status attach_egress(int program, unsigned ifindex) {
  clear_libbpf_log();
  const bpf_tc_hook hook = egress_of(ifindex);
  LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = program, .flags = BPF_TC_F_REPLACE,
              .handle = kEgressHandle, .priority = kEgressPriority);
  const int error = -bpf_tc_attach(&hook, &options);
  if (error == 0) return Done{};
  return system_error(fmt::format("put the egress program on interface {}", ifindex), error,
                      tc_hint(error));
}

Status detach_egress(unsigned ifindex) {
  HG_TRY(const std::uint32_t program, query_egress(ifindex));
  if (program == 0) return Done{};
  const bpf_tc_hook hook = egress_of(ifindex);
  LIBBPF_OPTS(bpf_tc_opts, options, .handle = kEgressHandle, .priority = kEgressPriority);
  const int error = -bpf_tc_detach(&hook, &options);
  if (error == 0 || error == ENOENT) return Done{};
  return system_error(fmt::format("take the egress program off interface {}", ifindex), error);
}

Status remove_clsact(unsigned ifindex) {
  bpf_tc_hook hook = egress_of(ifindex);
  hook.attach_point = static_cast<bpf_tc_attach_point>(BPF_TC_INGRESS | BPF_TC_EGRESS);
  const int error = -bpf_tc_hook_destroy(&hook);
  if (error == 0 || error == ENOENT) return Done{};
  return system_error(fmt::format("remove the clsact qdisc of interface {}", ifindex), error);
}

}  // namespace haguard
