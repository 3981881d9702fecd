// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What both transports share.
#include "harness/asa/transport.h"

#include <fmt/format.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "base/fd.h"

namespace haguard {

Result<MacAddress> interface_mac(const std::string& interface) {
  const Fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  if (::ioctl(fd.get(), SIOCGIFHWADDR, &request) != 0) {
    const int error = errno;
    return system_error(fmt::format("read the address of {}", interface), error);
  }
  MacAddress address;
  std::memcpy(address.bytes.data(), request.ifr_hwaddr.sa_data, address.bytes.size());
  return address;
}

IpAddress asa_broadcast(const AsaOptions& options, bool limited) {
  if (!options.local.is_v4()) {
    const std::uint8_t all_nodes[16] = {0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return IpAddress::v6(all_nodes);
  }
  const std::uint32_t host_bits = limited ? 0xffffffffU : 0xffffffffU >> options.prefix;
  const std::uint32_t address = get32(options.local.bytes, 0) | host_bits;
  Bytes bytes;
  put32(bytes, address);
  return IpAddress::v4(bytes.data());
}

IpAddress asa_hello_destination(const AsaOptions& options) {
  if (options.hello == AsaHelloForm::kUnicast) return options.peer;
  return asa_broadcast(options, options.hello == AsaHelloForm::kBroadcast);
}

}  // namespace haguard
