// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/xdp.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/if_link.h>
#include <net/if.h>

#include <cerrno>

namespace haguard {
namespace {

std::string taken_hint(const std::string& interface) {
  const Result<XdpSlot> slot = query_xdp(interface);
  if (!slot.ok() || slot->program_id == 0) return "another program holds the slot";
  return fmt::format("program {0} holds the slot; `bpftool prog show id {0}` names it",
                     slot->program_id);
}

std::string attach_hint(int error, const std::string& interface, XdpMode mode) {
  switch (error) {
    case EBUSY:
    case EEXIST:
      return taken_hint(interface);
    case EOPNOTSUPP:
      return mode == XdpMode::kNative
                 ? "the driver has no native xdp here; --generic works on every driver, slower"
                 : "";
    case EINVAL:
      return "the driver refused: check its mtu, LRO and channel limits for xdp";
    case EPERM:
      return "run as root, or with CAP_BPF and CAP_NET_ADMIN";
    default:
      return "";
  }
}

Result<Fd> open_link_pin(const std::string& path) {
  const int fd = bpf_obj_get(path.c_str());
  const int error = fd < 0 ? errno : 0;
  if (error == 0) return Fd(fd);
  Error result = system_error(fmt::format("open pinned link {}", path), error);
  if (error == ENOENT) result.kind = ErrorKind::kNotFound;
  return result;
}

}  // namespace

Result<unsigned> interface_index(const std::string& name) {
  const unsigned index = name.empty() ? 0 : ::if_nametoindex(name.c_str());
  if (index != 0) return index;
  return not_found(
      fmt::format("find interface \"{}\": no such device in this network namespace", name),
      "`ip link` lists the interfaces");
}

Result<XdpSlot> query_xdp(const std::string& interface) {
  HG_TRY(const unsigned index, interface_index(interface));
  LIBBPF_OPTS(bpf_xdp_query_opts, options);
  const int error = -bpf_xdp_query(static_cast<int>(index), 0, &options);
  if (error != 0) return system_error(fmt::format("query the xdp slot of {}", interface), error);
  XdpSlot slot;
  slot.program_id = options.prog_id;
  slot.mode = options.attach_mode == XDP_ATTACHED_SKB ? XdpMode::kGeneric : XdpMode::kNative;
  return slot;
}

Result<Fd> attach_xdp(int program, const std::string& interface, XdpMode mode) {
  HG_TRY(const unsigned index, interface_index(interface));
  LIBBPF_OPTS(bpf_link_create_opts, options);
  options.flags = mode == XdpMode::kNative ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
  const int fd = bpf_link_create(program, static_cast<int>(index), BPF_XDP, &options);
  const int error = fd < 0 ? errno : 0;
  if (error != 0)
    return system_error(fmt::format("attach xdp to {}", interface), error,
                        attach_hint(error, interface, mode));
  return Fd(fd);
}

std::string interface_with(const XdpLinkInfo& link) {
  char name[IF_NAMESIZE] = {};
  if (link.ifindex == 0 || ::if_indextoname(link.ifindex, name) == nullptr) return "";
  const Result<XdpSlot> slot = query_xdp(name);
  return slot.ok() && slot->program_id == link.program_id ? name : "";
}

Status pin_link(int link, const std::string& path) {
  const int error = bpf_obj_pin(link, path.c_str()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("pin the xdp link at {}", path), error);
  return Done{};
}

Status replace_program(const std::string& path, int fresh, int old) {
  HG_TRY(const Fd link, open_link_pin(path));
  LIBBPF_OPTS(bpf_link_update_opts, options, .flags = BPF_F_REPLACE,
              .old_prog_fd = static_cast<__u32>(old));
  const int error = bpf_link_update(link.get(), fresh, &options) == 0 ? 0 : errno;
  if (error == ENOLINK)
    return system_error(fmt::format("replace the program of {}", path), error,
                        "its interface is gone");
  if (error != 0)
    return system_error(fmt::format("replace the program of {}", path), error,
                        error == EPERM ? "another haguard replaced it at the same time" : "");
  return Done{};
}

Status detach_link_pin(const std::string& path) {
  HG_TRY(const Fd link, open_link_pin(path));
  const int error = bpf_link_detach(link.get()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("detach pinned link {}", path), error);
  return Done{};
}

Result<XdpLinkInfo> read_link_pin(const std::string& path) {
  HG_TRY(const Fd fd, open_link_pin(path));
  bpf_link_info raw{};
  __u32 size = sizeof raw;
  const int error = bpf_obj_get_info_by_fd(fd.get(), &raw, &size) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("read info of link {}", path), error);
  return XdpLinkInfo{raw.id, raw.prog_id, raw.xdp.ifindex};
}

}  // namespace haguard
