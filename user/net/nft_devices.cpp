// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/nft_devices.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "net/netlink.h"

namespace haguard {
namespace {

constexpr std::uint16_t kGetChain = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN;

ChainDevices read_chain(const nlmsghdr* message) {
  const Attributes chain(message, sizeof(nfgenmsg), NFTA_CHAIN_MAX);
  const Attributes hook(chain.find(NFTA_CHAIN_HOOK), NFTA_HOOK_MAX);
  ChainDevices found;
  found.family =
      family_header<nfgenmsg>(message).nfgen_family == NFPROTO_NETDEV ? "netdev" : "inet";
  found.table = chain.text(NFTA_CHAIN_TABLE);
  found.chain = chain.text(NFTA_CHAIN_NAME);
  found.devices = texts_in(hook.find(NFTA_HOOK_DEVS));
  // One interface is told in both ways by newer kernels.
  if (found.devices.empty() && hook.has(NFTA_HOOK_DEV))
    found.devices.push_back(hook.text(NFTA_HOOK_DEV));
  return found;
}

}  // namespace

Result<std::vector<ChainDevices>> nft_chain_devices() {
  std::vector<ChainDevices> chains;
  for (const unsigned char family : {NFPROTO_NETDEV, NFPROTO_INET}) {
    NetlinkRequest request(kGetChain, true);
    request.header<nfgenmsg>()->nfgen_family = family;
    HG_CHECK(ask_netlink(
        request, "list the chains of nftables",
        [&](const nlmsghdr* message) {
          ChainDevices chain = read_chain(message);
          if (!chain.devices.empty()) chains.push_back(std::move(chain));
        },
        NETLINK_NETFILTER));
  }
  return chains;
}

}  // namespace haguard
