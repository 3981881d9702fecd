// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit/doctor/healthy.h"

namespace haguard {
namespace {

// A guest's card as QEMU makes it, before or after the attach; four CPUs.
struct VirtioCase {
  MachineFacts machine = healthy_machine();
  LinkFacts link = healthy_link(machine);
  VirtioCase() {
    machine.cpus = 4;
    port().driver = std::string("virtio_net");
    port().virtio = VirtioFacts{
        bit_of(VirtioFeature::kGuestCsum) | bit_of(VirtioFeature::kGuestTso4) |
            bit_of(VirtioFeature::kGuestTso6) | bit_of(VirtioFeature::kCtrlGuestOffloads),
        Channels{4, 8}};
  }
  PortFacts& port() { return link.ports[0]; }
  void detach() {
    link.attached = false;
    port().pin.reset();
    port().slot = XdpSlot{};
  }
  Finding offloads() const { return judge_guest_offloads(machine, link, link.ports[0]); }
  Finding queues() const { return judge_queues(machine, link, link.ports[0]); }
  Finding gro() const { return judge_gro(machine, link, link.ports[0]); }
};

constexpr const char* kGuestOffloads = "port.guest_offloads";
constexpr const char* kQueues = "port.queues";

}  // namespace

TEST_CASE("virtio features are digits, the lowest bit first") {
  CHECK(*parse_virtio_features("0110000000\n") == 6);
  CHECK(*parse_virtio_features("") == 0);
  CHECK(has_feature(*parse_virtio_features(std::string(55, '0') + "1"), VirtioFeature::kGuestUso6));
  CHECK_FALSE(parse_virtio_features("01x").ok());
}

TEST_CASE("doctor port.guest_offloads: what a native program is refused for") {
  VirtioCase c;
  c.detach();
  require_finding(c.offloads(), kGuestOffloads, Severity::kOk);
  *c.port().virtio->features &= ~bit_of(VirtioFeature::kCtrlGuestOffloads);
  const Finding refused = c.offloads();
  require_finding(refused, kGuestOffloads, Severity::kError);
  CHECK(mentions(refused.remedy, "guest_csum=off,guest_tso4=off,guest_tso6=off"));
  CHECK_FALSE(mentions(refused.remedy, "guest_ufo"));
  c.link.attached = true;
  require_finding(c.offloads(), kGuestOffloads, Severity::kNote);
  c.port().virtio->features = bit_of(VirtioFeature::kMergeableBuffers);
  require_finding(c.offloads(), kGuestOffloads, Severity::kOk);
  c.port().virtio->features = failed("no sysfs");
  CHECK_FALSE(c.offloads().checked);
  c.port().virtio.reset();
  require_finding(c.offloads(), kGuestOffloads, Severity::kOk);
}

TEST_CASE("doctor port.queues: as many again as there are CPUs, where frames are redirected") {
  VirtioCase c;
  c.detach();
  require_finding(c.queues(), kQueues, Severity::kOk);
  c.port().virtio->channels = Channels{1, 1};
  const Finding few = c.queues();
  require_finding(few, kQueues, Severity::kNote);
  CHECK(mentions(few.remedy, "queues=8"));
  CHECK(mentions(few.remedy, "vectors=18"));
  c.link.forward = HG_FORWARD_REDIRECT;
  require_finding(c.queues(), kQueues, Severity::kWarning);
  c.port().virtio->channels = Channels{8, 8};
  c.machine.cpus = failed("no sysfs");
  CHECK_FALSE(c.queues().checked);
  c.machine.cpus = 4;
  const Finding all_taken = c.queues();
  require_finding(all_taken, kQueues, Severity::kWarning);
  CHECK(mentions(all_taken.remedy, "ethtool -L eth1 combined 4"));
  c.port().virtio->channels = failed("no such call");
  CHECK_FALSE(c.queues().checked);
  c.port().virtio.reset();
  require_finding(c.queues(), kQueues, Severity::kOk);
}

TEST_CASE("doctor port.queues: under a native program the driver has taken its own, or has not") {
  VirtioCase c;
  c.link.forward = HG_FORWARD_REDIRECT;
  c.port().virtio->channels = Channels{8, 8};
  require_finding(c.queues(), kQueues, Severity::kOk);
  c.port().virtio->channels = Channels{4, 4};
  require_finding(c.queues(), kQueues, Severity::kWarning);
}

TEST_CASE("doctor port.gro: a virtio_net driver switches it off for a native program") {
  VirtioCase c;
  c.port().features->insert("rx-gro-hw");
  require_finding(c.gro(), "port.gro", Severity::kOk);
  *c.port().virtio->features &= ~bit_of(VirtioFeature::kCtrlGuestOffloads);
  require_finding(c.gro(), "port.gro", Severity::kWarning);
  c.port().virtio->features = bit_of(VirtioFeature::kCtrlGuestOffloads);
  c.port().slot = XdpSlot{42, XdpMode::kGeneric};
  require_finding(c.gro(), "port.gro", Severity::kWarning);
}

}  // namespace haguard
