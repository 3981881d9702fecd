// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/capabilities.h"
#include "base/file.h"
#include "base/sysctl.h"
#include "bpf/map.h"
#include "bpf/probe.h"
#include "doctor/read.h"
#include "haguard/abi.h"
#include "net/routes.h"

namespace haguard {
namespace {

Result<std::string> kernel_release() {
  utsname names{};
  const int error = ::uname(&names) == 0 ? 0 : errno;
  if (error != 0) return system_error("read the kernel's release", error);
  return std::string(names.release);
}

Result<unsigned> jit_harden() {
  Result<std::uint64_t> value = read_number("/proc/sys/net/core/bpf_jit_harden");
  if (value.ok()) return static_cast<unsigned>(*value);
  if (value.error().kind == ErrorKind::kNotFound)
    return failed("net.core.bpf_jit_harden is not visible in this network namespace",
                  "the first namespace shows it: sysctl net.core.bpf_jit_harden");
  return value.error();
}

Result<BpffsFacts> bpffs(const std::string& path) {
  BpffsFacts facts;
  facts.path = path;
  struct stat info {};
  int error = ::stat(path.c_str(), &info) == 0 ? 0 : errno;
  if (error == ENOENT) return facts;
  if (error != 0) return system_error(fmt::format("look at {}", path), error);
  facts.exists = true;
  facts.mode = info.st_mode & 07777U;
  struct statfs type {};
  error = ::statfs(path.c_str(), &type) == 0 ? 0 : errno;
  struct statvfs flags {};
  if (error == 0 && ::statvfs(path.c_str(), &flags) != 0) error = errno;
  if (error != 0) return system_error(fmt::format("read the file system of {}", path), error);
  facts.is_bpffs = static_cast<unsigned long>(type.f_type) == BPF_FS_MAGIC;
  facts.read_only = (flags.f_flag & ST_RDONLY) != 0;
  return facts;
}

bool exists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

Result<StateFacts> state(const std::string& path) {
  StateFacts facts;
  facts.path = path;
  facts.exists = exists(path);
  facts.nearest = path;
  while (!exists(facts.nearest)) {
    const std::size_t slash = facts.nearest.find_last_of('/');
    facts.nearest = slash == std::string::npos
                        ? std::string(".")
                        : facts.nearest.substr(0, std::max<std::size_t>(slash, 1));
  }
  struct statvfs disk {};
  const int error = ::statvfs(facts.nearest.c_str(), &disk) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("read the disk of {}", path), error);
  facts.writable = ::faccessat(AT_FDCWD, facts.nearest.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
  facts.read_only = (disk.f_flag & ST_RDONLY) != 0;
  facts.free_bytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  facts.inodes = disk.f_files;
  facts.free_inodes = disk.f_favail;
  return facts;
}

// 3 for "v3"; 0 for anything else.
unsigned version_of(const std::string& folder) {
  unsigned version = 0;
  if (folder.empty() || folder[0] != 'v') return 0;
  const char* end = folder.data() + folder.size();
  const auto [stop, error] = std::from_chars(folder.data() + 1, end, version);
  return error == std::errc() && stop == end ? version : 0;
}

Result<std::vector<StalePins>> stale_pins(const std::string& root) {
  HG_TRY(const auto folders, list_folder(root));
  std::vector<StalePins> stale;
  for (const std::string& name : folders) {
    const unsigned version = version_of(name);
    if (version == 0 || version == HG_ABI_VERSION) continue;
    StalePins pins;
    pins.version = version;
    pins.folder = fmt::format("{}/{}", root, name);
    HG_TRY(pins.links, list_folder(pins.folder));
    stale.push_back(std::move(pins));
  }
  return stale;
}

Result<bool> clock_synchronised() {
  timex clock{};
  const int error = ::adjtimex(&clock) >= 0 ? 0 : errno;
  if (error != 0) return system_error("read the state of the clock", error);
  return (clock.status & STA_UNSYNC) == 0;
}

Result<std::optional<Conntrack>> conntrack() {
  const auto entries = read_number("/proc/sys/net/netfilter/nf_conntrack_count");
  if (!entries.ok() && entries.error().kind == ErrorKind::kNotFound)
    return std::optional<Conntrack>{};
  if (!entries.ok()) return entries.error();
  HG_TRY(const std::uint64_t limit, read_number("/proc/sys/net/netfilter/nf_conntrack_max"));
  return std::optional<Conntrack>{Conntrack{*entries, limit}};
}

Result<BridgeNetfilter> bridge_netfilter() {
  BridgeNetfilter switches;
  HG_TRY(switches.iptables, read_switch("/proc/sys/net/bridge/bridge-nf-call-iptables"));
  HG_TRY(switches.ip6tables, read_switch("/proc/sys/net/bridge/bridge-nf-call-ip6tables"));
  HG_TRY(switches.arptables, read_switch("/proc/sys/net/bridge/bridge-nf-call-arptables"));
  return switches;
}

}  // namespace

MachineFacts read_machine(const Place& place, const ConfigFacts& config) {
  MachineFacts facts;
  facts.kernel_release = kernel_release();
  facts.jit = jit_compiles();
  facts.jit_harden = jit_harden();
  facts.capabilities = effective_capabilities();
  facts.bpffs = bpffs(place.pins.root());
  facts.attached = place.pins.links();
  facts.stale_pins = stale_pins(place.pins.root());
  facts.config = config;
  facts.state = state(place.state);
  facts.clock_synchronised = clock_synchronised();
  facts.conntrack = conntrack();
  facts.bridge_netfilter = bridge_netfilter();
  facts.nftables = read_nftables();
  facts.legacy_tables = read_legacy_tables();
  facts.interfaces = list_interfaces();
  facts.default_routes = default_route_interfaces();
  facts.session = operator_session();
  facts.forwarding = forwards_packets();
  facts.cpus = possible_cpus();
  facts.page_size = static_cast<unsigned>(::sysconf(_SC_PAGESIZE));
  return facts;
}

}  // namespace haguard
