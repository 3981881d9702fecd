// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "config/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/name.h"
#include "base/units.h"
#include "toml/reader.h"

namespace haguard {
namespace {

constexpr std::size_t kMaxConfigBytes = 1U << 20U;
constexpr std::int64_t kMaxVlan = 4095;

void read_ports(TomlReader& table, LinkConfig& link) {
  const TomlValue* value = table.value("ports");
  link.ports = table.texts("ports");
  // Of another kind: told already.
  if (value != nullptr && value->kind != TomlKind::kArray) return;
  const std::set<std::string> distinct(link.ports.begin(), link.ports.end());
  if (distinct.size() != link.ports.size())
    table.fail("ports", "the same port twice", "a link crosses different interfaces");
  if (link.ports.empty() || link.ports.size() > HG_MAX_SIDES)
    table.fail("ports", fmt::format("a link needs 1 to {} ports", HG_MAX_SIDES),
               "write ports = [\"eth1\", \"eth2\"]");
}

void read_vlan(TomlReader& table, LinkConfig& link) {
  const TomlValue* value = table.value("vlan");
  if (value == nullptr) return;
  const std::vector<TomlValue> items =
      value->kind == TomlKind::kArray ? value->items : std::vector<TomlValue>{*value};
  const bool sane =
      items.size() <= 2 && std::all_of(items.begin(), items.end(), [](const auto& v) {
        return v.kind == TomlKind::kInteger && v.integer >= 0 && v.integer <= kMaxVlan;
      });
  if (!sane) {
    table.fail("vlan", "not a VLAN",
               "write vlan = 3001, vlan = [100, 3001] or vlan = [] (untagged)");
    return;
  }
  link.vlan.emplace();
  for (const TomlValue& item : items)
    link.vlan->push_back(static_cast<std::uint16_t>(item.integer));
}

LinkConfig read_link(const std::string& name, TomlReader& table) {
  LinkConfig link;
  link.name = name;
  if (const Status checked = check_link_name(name); !checked.ok())
    table.fail_at(table.place(), checked.error().message, checked.error().hint);
  read_ports(table, link);
  link.system = table.text("system").value_or("");
  link.scope =
      table.choice("scope", {"link", "peers"}).value_or(0) == 0 ? HG_SCOPE_LINK : HG_SCOPE_PEERS;
  read_vlan(table, link);
  if (const auto flows = table.integer("max_flows", 1, HG_MAX_FLOWS))
    link.max_flows = static_cast<std::uint32_t>(*flows);
  if (const auto hold = table.text("hold_time")) {
    const Result<std::uint64_t> duration = parse_duration(*hold);
    if (duration.ok())
      link.hold_ns = *duration;
    else
      table.fail("hold_time", duration.error().message, duration.error().hint);
  }
  link.stamping = static_cast<hg_stamping>(
      table.choice("latency", {"off", "heartbeats", "sampled"}).value_or(HG_STAMP_SAMPLED));
  if (const auto forward = table.choice("forward", {"kernel", "redirect"}))
    link.forward = static_cast<hg_forward>(*forward);
  if (link.forward == HG_FORWARD_REDIRECT && link.ports.size() != 2)
    table.fail("forward", "only a link of two ports can redirect",
               "a partner port is known where there are two");
  link.leased = table.choice("on_controller_loss", {"keep", "audit"}).value_or(0) == 1;
  return link;
}

}  // namespace

const LinkConfig* find_link(const Config& config, const std::string& name) {
  const auto found = std::find_if(config.links.begin(), config.links.end(),
                                  [&](const LinkConfig& link) { return link.name == name; });
  return found == config.links.end() ? nullptr : &*found;
}

Result<Config> parse_config(const std::string& text, const std::string& file) {
  HG_TRY(const TomlValue root, parse_toml(text, file));
  TomlFile source(file);
  TomlReader top(root, source, "config");
  Config config;
  const TomlValue* links = top.value("link");
  if (links != nullptr && links->kind != TomlKind::kTable)
    top.fail("link", "not a table", "write [link.NAME]");
  if (links != nullptr && links->kind == TomlKind::kTable) {
    for (const TomlMember& member : links->members) {
      if (member.value.kind != TomlKind::kTable) {
        source.fail(member.place, fmt::format("link.{} is not a table", member.key),
                    "write [link.NAME]");
        continue;
      }
      TomlReader table(member.value, source, "link");
      config.links.push_back(read_link(member.key, table));
      HG_CHECK(table.finish());
    }
  }
  if (auto metrics = top.table("metrics")) {
    config.metrics = read_metrics_config(*metrics);
    HG_CHECK(metrics->finish());
  }
  HG_CHECK(top.finish());
  return config;
}

Result<Config> load_config(const std::string& path, bool must_exist) {
  const Result<std::string> text = read_file(path, kMaxConfigBytes);
  if (text.ok()) return parse_config(*text, path);
  if (text.error().kind == ErrorKind::kNotFound && !must_exist) return Config{};
  return text.error();
}

}  // namespace haguard
