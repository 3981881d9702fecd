// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <algorithm>

#include "base/file.h"
#include "base/run.h"
#include "doctor/read.h"
#include "net/nft_devices.h"

namespace haguard {
namespace {

// A table that nobody uses is not made by looking at it, as the tools would do.
Result<bool> has_tables(const char* names_file) {
  const Result<std::string> names = read_file(names_file);
  if (names.ok()) return !names->empty();
  if (names.error().kind == ErrorKind::kNotFound) return false;
  return failed(names.error().message, "only root may list the tables of the legacy tools");
}

Status add_legacy(const char* names_file, const char* tool, const char* family,
                  std::vector<HookChain>& chains) {
  HG_TRY(const bool used, has_tables(names_file));
  if (!used) return Done{};
  HG_TRY(const std::string text, run_program({tool}));
  const std::vector<HookChain> more = parse_iptables_save(text, family);
  chains.insert(chains.end(), more.begin(), more.end());
  return Done{};
}

bool needs_device(const HookChain& chain) {
  return chain.devices.empty() && (chain.hook == "ingress" || chain.hook == "egress");
}

Status add_devices(std::vector<HookChain>& chains) {
  if (std::none_of(chains.begin(), chains.end(), needs_device)) return Done{};
  HG_TRY(const auto known, nft_chain_devices());
  for (HookChain& chain : chains)
    for (const ChainDevices& one : known)
      if (needs_device(chain) && one.family == chain.family && one.table == chain.table &&
          one.chain == chain.chain)
        chain.devices = one.devices;
  return Done{};
}

}  // namespace

Result<std::vector<HookChain>> read_nftables() {
  Result<std::string> json = run_program({"nft", "-j", "list", "ruleset"});
  if (!json.ok() && json.error().kind == ErrorKind::kNotFound)
    return failed(json.error().message, "apt install nftables: it reads the rules of every tool");
  if (!json.ok()) return json.error();
  HG_TRY(auto chains, parse_nft(*json));
  HG_CHECK(add_devices(chains));
  return chains;
}

Result<std::vector<HookChain>> read_legacy_tables() {
  std::vector<HookChain> chains;
  HG_CHECK(add_legacy("/proc/net/ip_tables_names", "iptables-legacy-save", "ip", chains));
  HG_CHECK(add_legacy("/proc/net/ip6_tables_names", "ip6tables-legacy-save", "ip6", chains));
  return chains;
}

}  // namespace haguard
