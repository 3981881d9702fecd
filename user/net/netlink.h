// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Asking the kernel over netlink, in the network namespace of the caller: sysfs shows the
// namespace of whoever mounted it, which after `nsenter --net` is another one.
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

// A request under construction: the netlink header, a family header, attributes.
class NetlinkRequest {
 public:
  // RTM_GETLINK and its like; `dump` asks for every object.
  NetlinkRequest(std::uint16_t type, bool dump);

  // Room for the family header (ifinfomsg, rtmsg), zeroed.
  template <typename Header>
  Header* header() {
    return static_cast<Header*>(extra_header(sizeof(Header)));
  }
  void put(std::uint16_t type, const void* data, std::size_t size);

  const nlmsghdr* message() const { return reinterpret_cast<const nlmsghdr*>(buffer_.data()); }

 private:
  void* extra_header(std::size_t size);
  nlmsghdr* message() { return reinterpret_cast<nlmsghdr*>(buffer_.data()); }
  std::vector<std::uint32_t> buffer_;
};

// Sends the request and hands every answer to `each`. kFailed with `attempt` and the kernel's
// error.
Status ask_netlink(const NetlinkRequest& request, const std::string& attempt,
                   const std::function<void(const nlmsghdr*)>& each, int bus = NETLINK_ROUTE);

const void* netlink_payload(const nlmsghdr* message);
template <typename Header>
const Header& family_header(const nlmsghdr* message) {
  return *static_cast<const Header*>(netlink_payload(message));
}

// The attributes behind a family header of `header_size` bytes, by type; nullptr where absent.
class Attributes {
 public:
  Attributes(const nlmsghdr* message, std::size_t header_size, std::uint16_t last);
  Attributes(const nlattr* nested, std::uint16_t last);

  bool has(std::uint16_t type) const { return find(type) != nullptr; }
  const nlattr* find(std::uint16_t type) const;
  // The value, or `absent` where there is none or it is shorter.
  std::uint8_t u8(std::uint16_t type, std::uint8_t absent = 0) const;
  std::uint16_t u16(std::uint16_t type, std::uint16_t absent = 0) const;
  std::uint32_t u32(std::uint16_t type, std::uint32_t absent = 0) const;
  std::string text(std::uint16_t type) const;
  std::span<const std::uint8_t> bytes(std::uint16_t type) const;

 private:
  template <typename Number>
  Number number(std::uint16_t type, Number absent) const;
  std::vector<const nlattr*> found_;
};

// The values of a list of texts.
std::vector<std::string> texts_in(const nlattr* list);

}  // namespace haguard
