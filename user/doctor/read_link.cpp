// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "base/name.h"
#include "base/sysctl.h"
#include "bpf/probe.h"
#include "doctor/read.h"
#include "link/control.h"
#include "link/egress.h"
#include "link/forward.h"
#include "link/link.h"
#include "link/ports.h"
#include "link/stamping.h"
#include "link/store.h"
#include "net/ethtool.h"
#include "net/xdp_features.h"
#include "systems/known.h"

namespace haguard {
namespace {

Result<unsigned> rp_filter(const std::string& port) {
  // The kernel takes the larger of the two; 1, strict, is what matters, and 2, loose, beats it.
  HG_TRY(const auto all, read_number("/proc/sys/net/ipv4/conf/all/rp_filter"));
  HG_TRY(const auto own, read_number(fmt::format("/proc/sys/net/ipv4/conf/{}/rp_filter", port)));
  return static_cast<unsigned>(std::max(all, own));
}

VirtioFacts read_virtio(const std::string& port) {
  VirtioFacts facts;
  facts.channels = channels_of(port);
  const Result<std::string> bus = bus_of(port);
  facts.features = bus.ok() ? virtio_features(*bus) : Result<VirtioFeatures>(bus.error());
  return facts;
}

PortFacts read_port(const Place& place, const MachineFacts& machine, const std::string& name) {
  PortFacts port;
  port.name = name;
  if (!machine.interfaces.ok()) return port;
  const Interface* interface = find_interface(*machine.interfaces, name);
  if (interface == nullptr) return port;
  port.interface = *interface;
  port.driver = driver_of(name);
  port.features = active_features(name);
  port.xdp_features = xdp_features(interface->index);
  if (port.driver.ok() && *port.driver == "virtio_net") port.virtio = read_virtio(name);
  port.slot = query_xdp(name);
  if (port.slot.ok() && port.slot->program_id != 0) {
    port.holder = program_name(port.slot->program_id);
    port.holder_port = port_of_program(place, port.slot->program_id);
  }
  port.rp_filter = rp_filter(name);
  return port;
}

Result<std::optional<Policy>> read_policy(const Store& store) {
  Result<SavedPolicy> policy = store.policy();
  if (policy.ok()) return std::optional<Policy>(std::move(policy->policy));
  if (policy.error().kind == ErrorKind::kNotFound) return std::optional<Policy>{};
  return policy.error();
}

Status check_review(const Store& store) {
  HG_TRY(const std::string text, store.review());
  if (nlohmann::json::accept(text)) return Done{};
  return failed(fmt::format("read {}: not JSON", store.path("review.json")));
}

// A file in whose place a copy is used is broken, too, but stops nothing.
Result<std::vector<BrokenFile>> broken_files(Place place, const std::string& link) {
  std::vector<BrokenFile> broken;
  std::string file;
  place.warn = [&](const Error& error) { broken.push_back({file, error, false}); };
  const Store store(place, link);
  const auto names = list_folder(store.path(""));
  if (!names.ok()) return names.error();
  const auto check = [&](const std::string& name, bool stops_work, auto read) {
    file = store.path(name.c_str());
    const auto value = read();
    if (value.ok() || value.error().kind == ErrorKind::kNotFound) return;
    broken.push_back({file, value.error(), stops_work});
  };
  check("state.json", true, [&] { return store.state(); });
  check("flow-ids.json", true, [&] { return store.flow_ids(); });
  check("candidate.toml", false, [&] { return store.candidate(); });
  check("review.json", false, [&] { return check_review(store); });
  check("policy.toml", false, [&] { return store.policy_copy(); });
  place.warn = [](const Error&) {};
  const Result<SavedState> state = Store(place, link).state();
  if (!state.ok()) return broken;
  check(fmt::format("history/{}.toml", state->generation), true,
        [&] { return store.policy_of(state->generation); });
  return broken;
}

bool is_listed(const MachineFacts& machine, const std::string& name) {
  return machine.attached.ok() && std::find(machine.attached->begin(), machine.attached->end(),
                                            name) != machine.attached->end();
}

// The interfaces that XDP links of this link are pinned for, as far as they are here.
std::vector<std::string> pinned_ports(const Pins& pins, const MachineFacts& machine,
                                      const std::string& link) {
  const auto encoded = list_folder(pins.ports_of(link));
  std::vector<std::string> ports;
  if (!encoded.ok() || !machine.interfaces.ok()) return ports;
  for (const Interface& one : *machine.interfaces)
    if (std::find(encoded->begin(), encoded->end(), encode_name(one.name)) != encoded->end())
      ports.push_back(one.name);
  return ports;
}

// What the pins of an attached link say; its ports are in `ports` then.
void read_attached(const Place& place, const MachineFacts& machine, LinkFacts& facts,
                   std::vector<std::string>& ports) {
  const Result<Link> link = open_link(place, facts.name);
  const bool missing = !link.ok() && link.error().kind == ErrorKind::kNotFound;
  facts.attached = link.ok() || !missing || is_listed(machine, facts.name);
  if (!facts.attached) return;
  if (!link.ok()) {
    facts.pins_error = link.error();
    if (missing) facts.pins_error->message = "some of its maps are not pinned any more";
    if (ports.empty()) ports = pinned_ports(place.pins, machine, facts.name);
    return;
  }
  ports = link->ports();
  facts.system = link->system();
  facts.tagged_scope = link->info.has_scope_vlan != 0 && link->info.scope_vlan.outer != 0;
  const Result<ModeState> mode = read_mode(link->maps.control);
  if (mode.ok()) facts.mode = mode_name(effective_mode(*mode, monotonic_ns()));
  if (const Result<hg_forward> forward = read_forward(*link); forward.ok())
    facts.forward = *forward;
  facts.failures_counted = counts_failed_redirects(*link);
  const Result<std::optional<hg_forward>> held = held_forward(*link);
  facts.wants_redirect =
      facts.forward == HG_FORWARD_REDIRECT || (held.ok() && *held == HG_FORWARD_REDIRECT);
}

std::optional<ResidenceFacts> read_residence_facts(const Link& link, std::size_t side) {
  const Result<hg_stamping> stamping = read_stamping(link.maps.control);
  const auto stats = read_stamp_stats(link);
  if (!stamping.ok() || !stats.ok()) return {};
  return ResidenceFacts{*stamping, has_egress(link, side), (*stats)[side].refused};
}

void read_residences(const Place& place, LinkFacts& facts) {
  const Result<Link> link = open_link(place, facts.name);
  if (!link.ok()) return;
  const std::vector<std::string> ports = link->ports();
  for (std::size_t side = 0; side < ports.size(); ++side)
    for (PortFacts& port : facts.ports)
      if (port.name == ports[side]) port.residence = read_residence_facts(*link, side);
}

}  // namespace

LinkFacts read_link(const DoctorRequest& request, const MachineFacts& machine,
                    const std::string& name) {
  LinkFacts facts;
  facts.name = name;
  std::vector<std::string> ports = request.ports;
  if (const LinkConfig* config = find_link(request.config, name); config != nullptr) {
    facts.configured_ports = config->ports;
    if (ports.empty()) ports = config->ports;
    facts.tagged_scope = config->vlan && !config->vlan->empty();
    facts.wants_redirect = config->forward == HG_FORWARD_REDIRECT;
    facts.system = config->system;
  }
  if (!name.empty()) read_attached(request.place, machine, facts, ports);
  const Status known =
      check_system_name(request.place.systems, facts.system, "look at " + name, kConfiguredSystem);
  if (!known.ok()) facts.system_error = known.error();
  for (const std::string& port : ports) {
    facts.ports.push_back(read_port(request.place, machine, port));
    if (facts.attached) facts.ports.back().pin = read_link_pin(request.place.pins.port(name, port));
  }
  if (facts.attached) read_residences(request.place, facts);
  const Store store(request.place, name);
  facts.policy = name.empty() ? std::optional<Policy>{} : read_policy(store);
  facts.broken_files = name.empty() ? std::vector<BrokenFile>{} : broken_files(request.place, name);
  return facts;
}

}  // namespace haguard
