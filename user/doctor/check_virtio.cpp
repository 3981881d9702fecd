// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// port.guest_offloads, port.queues: what a virtio_net card needs of its hypervisor
// (drivers/net/virtio_net.c, virtnet_xdp_set()).
#include <fmt/format.h>

#include "doctor/checks.h"
#include "doctor/virtio.h"

namespace haguard {
namespace {

constexpr const char* kOffloads = "port.guest_offloads";
constexpr const char* kQueues = "port.queues";
constexpr const char* kNoVirtio = "not a virtio_net card";

// What the hypervisor does to frames, and the driver refuses to have under a native program.
constexpr struct {
  VirtioFeature feature;
  const char* option;  // of QEMU
} kGuestOffloads[] = {
    {VirtioFeature::kGuestCsum, "guest_csum"}, {VirtioFeature::kGuestTso4, "guest_tso4"},
    {VirtioFeature::kGuestTso6, "guest_tso6"}, {VirtioFeature::kGuestEcn, "guest_ecn"},
    {VirtioFeature::kGuestUfo, "guest_ufo"},   {VirtioFeature::kGuestUso4, "guest_uso4"},
    {VirtioFeature::kGuestUso6, "guest_uso6"},
};

std::string options_to_switch_off(VirtioFeatures features) {
  std::string options;
  for (const auto& offload : kGuestOffloads)
    if (has_feature(features, offload.feature))
      options += fmt::format("{}{}=off", options.empty() ? "" : ",", offload.option);
  return options;
}

bool is_native(const PortFacts& port) {
  return port.slot.ok() && port.slot->program_id != 0 && port.slot->mode == XdpMode::kNative;
}

}  // namespace

bool drops_guest_offloads(const PortFacts& port) {
  return port.virtio && port.virtio->features.ok() &&
         has_feature(*port.virtio->features, VirtioFeature::kCtrlGuestOffloads);
}

Finding judge_guest_offloads(const MachineFacts& /*machine*/, const LinkFacts& link,
                             const PortFacts& port) {
  if (!port.virtio) return Finding::ok(kOffloads, kNoVirtio);
  if (!port.virtio->features.ok())
    return Finding::unchecked(kOffloads, port.virtio->features.error());
  if (drops_guest_offloads(port))
    return Finding::ok(kOffloads, "the driver can switch guest offloads off for a native program");
  const std::string off = options_to_switch_off(*port.virtio->features);
  if (off.empty()) return Finding::ok(kOffloads, "no guest offloads");
  const std::string what =
      "the hypervisor's guest offloads are on, and cannot be switched off from here";
  const std::vector<std::string> remedy = {
      fmt::format("QEMU, on the host: -device virtio-net-pci,...,{}", off),
      "or there: -device virtio-net-pci,...,ctrl_guest_offloads=on"};
  if (link.attached)
    return Finding::note(kOffloads, what, "only a generic program can be attached here", remedy);
  return Finding::error(kOffloads, what, "virtio_net refuses a native program while they are",
                        remedy);
}

// Frames that are passed to the kernel need no queue of their own; redirected ones are sent by the
// program.
Finding judge_queues(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port) {
  if (!port.virtio) return Finding::ok(kQueues, kNoVirtio);
  if (!port.virtio->channels.ok())
    return Finding::unchecked(kQueues, port.virtio->channels.error());
  if (!machine.cpus.ok()) return Finding::unchecked(kQueues, machine.cpus.error());
  const unsigned cpus = *machine.cpus;
  const auto [used, most] = *port.virtio->channels;
  const bool has_own = is_native(port) ? used > cpus : used + cpus <= most;
  const std::string count =
      fmt::format("{} of {} queue pairs in use, {} CPU{}", used, most, cpus, cpus == 1 ? "" : "s");
  if (has_own) return Finding::ok(kQueues, count);
  std::vector<std::string> remedy;
  if (most > cpus) {
    if (link.attached) remedy.push_back(fmt::format("haguard detach {}", link.name));
    remedy.push_back(fmt::format("ethtool -L {} combined {}", port.name, most - cpus));
  } else {
    const unsigned wanted = 2 * cpus;
    remedy = {
        fmt::format(
            "QEMU, on the host: -netdev ...,queues={} -device virtio-net-pci,...,mq=on,vectors={}",
            wanted, 2 * wanted + 2),
        fmt::format("libvirt: <driver queues='{}'/> in the <interface>", wanted)};
  }
  const std::string what = fmt::format("{}: none is left for what a program sends", count);
  if (link.forward == HG_FORWARD_REDIRECT)
    return Finding::warning(
        kQueues, what, "redirected frames share a queue with the kernel's, under a lock", remedy);
  return Finding::note(kQueues, what,
                       "matters only if frames are redirected; what goes on to the kernel does not "
                       "use them",
                       remedy);
}

}  // namespace haguard
