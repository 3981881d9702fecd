// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/xdp_features.h"

#include <fmt/format.h>
#include <linux/genetlink.h>

#include <cstring>

#include "net/netlink.h"

namespace haguard {
namespace {

// linux/netdev.h
constexpr const char* kFamily = "netdev";
constexpr std::uint8_t kDeviceGet = 1;             // NETDEV_CMD_DEV_GET
constexpr std::uint16_t kDeviceIndex = 1;          // NETDEV_A_DEV_IFINDEX
constexpr std::uint16_t kDeviceXdpFeatures = 3;    // NETDEV_A_DEV_XDP_FEATURES
constexpr std::uint16_t kLastDeviceAttribute = 3;  // that is read here

void put_command(NetlinkRequest& request, std::uint8_t command) {
  auto* header = request.header<genlmsghdr>();
  header->cmd = command;
  header->version = 1;
}

// The number that the kernel gave to the family; 0: it has none of that name.
std::uint16_t family_id() {
  NetlinkRequest request(GENL_ID_CTRL, false);
  put_command(request, CTRL_CMD_GETFAMILY);
  request.put(CTRL_ATTR_FAMILY_NAME, kFamily, std::strlen(kFamily) + 1);
  std::uint16_t id = 0;
  const Status asked = ask_netlink(
      request, "look for the netdev family",
      [&id](const nlmsghdr* message) {
        id = Attributes(message, sizeof(genlmsghdr), CTRL_ATTR_FAMILY_ID).u16(CTRL_ATTR_FAMILY_ID);
      },
      NETLINK_GENERIC);
  return asked.ok() ? id : std::uint16_t{0};
}

}  // namespace

std::string unsent_words(std::uint64_t features, unsigned mtu) {
  if ((features & kXdpSends) == 0) return "what is redirected to it";
  if (mtu > kOneBufferMtu && (features & kXdpSendsFragments) == 0)
    return fmt::format("redirected frames of several buffers, and its mtu is {}", mtu);
  return "";
}

Result<std::optional<std::uint64_t>> xdp_features(unsigned ifindex) {
  const std::uint16_t family = family_id();
  std::optional<std::uint64_t> features;
  if (family == 0) return features;
  NetlinkRequest request(family, false);
  put_command(request, kDeviceGet);
  const std::uint32_t index = ifindex;
  request.put(kDeviceIndex, &index, sizeof index);
  HG_CHECK(ask_netlink(
      request, "ask what the driver can do with xdp",
      [&features](const nlmsghdr* message) {
        const auto bytes =
            Attributes(message, sizeof(genlmsghdr), kLastDeviceAttribute).bytes(kDeviceXdpFeatures);
        std::uint64_t value = 0;
        if (bytes.size() != sizeof value) return;
        std::memcpy(&value, bytes.data(), sizeof value);
        features = value;
      },
      NETLINK_GENERIC));
  return features;
}

}  // namespace haguard
