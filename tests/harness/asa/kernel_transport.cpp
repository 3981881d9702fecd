// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Untagged: one raw IP socket per protocol. The kernel resolves addresses, fragments and
// reassembles; a packet socket sends the address-resolution part of the interface test.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/fd.h"
#include "harness/asa/message.h"
#include "harness/asa/probe.h"
#include "harness/asa/transport.h"
#include "harness/raw_socket.h"

namespace haguard {
namespace {

constexpr std::size_t kDatagrams = 32;
constexpr std::size_t kLargestDatagram = 65536;
constexpr int kBufferBytes = 16 << 20;
constexpr std::array<std::uint8_t, 3> kProtocols = {kAsaControlProtocol, kAsaStreamProtocolA,
                                                    kAsaStreamProtocolB};

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Address to_sockaddr(const IpAddress& ip, unsigned scope) {
  Address address;
  if (ip.is_v4()) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    std::memcpy(&in.sin_addr, ip.bytes.data(), 4);
    std::memcpy(&address.storage, &in, sizeof(in));
    address.size = sizeof(in);
    return address;
  }
  sockaddr_in6 in6{};
  in6.sin6_family = AF_INET6;
  std::memcpy(&in6.sin6_addr, ip.bytes.data(), 16);
  if (ip.is_link_local() || ip.is_multicast()) in6.sin6_scope_id = scope;
  std::memcpy(&address.storage, &in6, sizeof(in6));
  address.size = sizeof(in6);
  return address;
}

bool is_from(const sockaddr_storage& from, const IpAddress& ip) {
  const auto* base = reinterpret_cast<const std::uint8_t*>(&from);
  const std::size_t offset =
      ip.is_v4() ? offsetof(sockaddr_in, sin_addr) : offsetof(sockaddr_in6, sin6_addr);
  return std::memcmp(base + offset, ip.bytes.data(), ip.is_v4() ? 4 : 16) == 0;
}

Status set_flag(const Fd& fd, int level, int name, int value, const char* what) {
  if (::setsockopt(fd.get(), level, name, &value, sizeof(value)) == 0) return Done{};
  const int error = errno;
  return system_error(fmt::format("set {} on a raw socket", what), error);
}

Status configure_family(const Fd& fd, bool v4) {
  if (v4) {
    HG_CHECK(set_flag(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT, "IP_MTU_DISCOVER"));
    return set_flag(fd, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST");
  }
  HG_CHECK(set_flag(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DONT, "IPV6_MTU_DISCOVER"));
  return set_flag(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0, "IPV6_MULTICAST_LOOP");
}

// An IPv6 interface has several addresses: say which is the source. Multicast is still received.
// IPv4 is not bound, because broadcasts would then not be received; it has one address.
Result<Fd> bind_ipv6(Fd fd, const Address& local) {
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&local.storage), local.size) == 0) {
    return fd;
  }
  const int error = errno;
  return system_error("bind a raw socket to the local address", error);
}

Result<Fd> open_raw(const AsaOptions& options, int protocol, unsigned index) {
  const bool v4 = options.local.is_v4();
  Fd fd(::socket(v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
  const int error = errno;
  if (!fd.valid()) {
    return system_error(fmt::format("open a raw socket for protocol {}", protocol), error,
                        "run as root");
  }
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_BINDTODEVICE, options.interface.c_str(),
                   static_cast<socklen_t>(options.interface.size() + 1)) != 0) {
    const int bind_error = errno;
    return system_error(fmt::format("bind to {}", options.interface), bind_error);
  }
  HG_CHECK(set_flag(fd, SOL_SOCKET, SO_RCVBUFFORCE, kBufferBytes, "SO_RCVBUFFORCE"));
  HG_CHECK(set_flag(fd, SOL_SOCKET, SO_SNDBUFFORCE, kBufferBytes, "SO_SNDBUFFORCE"));
  HG_CHECK(configure_family(fd, v4));
  if (v4) return fd;
  return bind_ipv6(std::move(fd), to_sockaddr(options.local, index));
}

class KernelTransport : public AsaTransport {
 public:
  KernelTransport(const AsaOptions& options, unsigned index, std::vector<Fd> sockets, Fd icmp,
                  RawSocket resolver, MacAddress mac)
      : options_(options),
        sockets_(std::move(sockets)),
        icmp_(std::move(icmp)),
        resolver_(std::move(resolver)),
        mac_(mac),
        peer_(to_sockaddr(options.peer, index)),
        hello_(to_sockaddr(asa_hello_destination(options), index)),
        everyone_(to_sockaddr(asa_broadcast(options, true), index)) {
    for (auto& buffer : buffers_)
      buffer.resize(kLargestDatagram);
  }

  std::vector<int> descriptors() const override {
    std::vector<int> all{icmp_.get(), resolver_.fd()};
    for (const auto& socket : sockets_)
      all.push_back(socket.get());
    return all;
  }

  std::size_t send(const std::vector<AsaDatagram>& datagrams) override {
    std::size_t taken = 0;
    while (taken < datagrams.size()) {
      const std::size_t sent = send_run(datagrams, taken);
      if (sent == 0) break;
      taken += sent;
    }
    return taken;
  }

  void receive(std::vector<AsaDatagram>& into) override {
    for (std::size_t i = 0; i < sockets_.size(); ++i)
      receive_from(i, into);
    count_echo_replies();
    while (const auto frame = resolver_.receive_now()) {
      if (is_resolution_answer(*frame, options_.peer)) count_answer();
    }
  }

  void probe(std::uint16_t sequence) override {
    expect_answers();
    if (!resolver_.send(resolution_request(options_, mac_)).ok()) ++send_errors_;
    const Bytes echo = echo_message(options_.local.is_v4(), sequence);
    for (const Address* to : {&peer_, &everyone_}) {
      const ssize_t sent = ::sendto(icmp_.get(), echo.data(), echo.size(), 0,
                                    reinterpret_cast<const sockaddr*>(&to->storage), to->size);
      if (sent < 0) ++send_errors_;
    }
  }

 private:
  std::size_t socket_of(std::uint8_t protocol) const {
    return protocol == kAsaControlProtocol ? 0 : protocol == kAsaStreamProtocolA ? 1 : 2;
  }

  // Sends the datagrams from `first` on that share its protocol.
  std::size_t send_run(const std::vector<AsaDatagram>& datagrams, std::size_t first) {
    std::array<mmsghdr, kDatagrams> messages{};
    std::array<iovec, kDatagrams> vectors{};
    const std::uint8_t protocol = datagrams[first].protocol;
    std::size_t count = 0;
    while (count < kDatagrams && first + count < datagrams.size() &&
           datagrams[first + count].protocol == protocol) {
      const AsaDatagram& datagram = datagrams[first + count];
      Address& to = datagram.as_hello ? hello_ : peer_;
      vectors[count] = {const_cast<std::uint8_t*>(datagram.payload.data()),
                        datagram.payload.size()};
      messages[count].msg_hdr.msg_name = &to.storage;
      messages[count].msg_hdr.msg_namelen = to.size;
      messages[count].msg_hdr.msg_iov = &vectors[count];
      messages[count].msg_hdr.msg_iovlen = 1;
      ++count;
    }
    const int sent = ::sendmmsg(sockets_[socket_of(protocol)].get(), messages.data(),
                                static_cast<unsigned>(count), 0);
    if (sent < 0) ++send_errors_;
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }

  void receive_from(std::size_t socket, std::vector<AsaDatagram>& into) {
    std::array<mmsghdr, kDatagrams> messages{};
    std::array<iovec, kDatagrams> vectors{};
    std::array<sockaddr_storage, kDatagrams> senders{};
    for (std::size_t i = 0; i < kDatagrams; ++i) {
      vectors[i] = {buffers_[i].data(), buffers_[i].size()};
      messages[i].msg_hdr.msg_name = &senders[i];
      messages[i].msg_hdr.msg_namelen = sizeof(senders[i]);
      messages[i].msg_hdr.msg_iov = &vectors[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int got =
        ::recvmmsg(sockets_[socket].get(), messages.data(), kDatagrams, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < got; ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (!is_from(senders[at], options_.peer)) continue;
      ByteView bytes = ByteView(buffers_[at]).first(messages[at].msg_len);
      // An IPv4 raw socket delivers the IP header, too.
      if (options_.local.is_v4()) bytes = bytes.subspan((bytes[0] & 0xfU) * std::size_t{4});
      into.push_back({kProtocols[socket], false, Bytes(bytes.begin(), bytes.end())});
    }
  }

  void count_echo_replies() {
    Bytes buffer(2048);
    while (true) {
      const ssize_t got = ::recv(icmp_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (got <= 0) return;
      ByteView bytes = ByteView(buffer).first(static_cast<std::size_t>(got));
      if (options_.local.is_v4()) bytes = bytes.subspan((bytes[0] & 0xfU) * std::size_t{4});
      if (is_echo_reply(bytes, options_.local.is_v4()) ||
          is_neighbour_advert(bytes, options_.local.is_v4())) {
        count_answer();
      }
    }
  }

  AsaOptions options_;
  std::vector<Fd> sockets_;  // in the order of kProtocols
  Fd icmp_;
  RawSocket resolver_;
  MacAddress mac_;
  Address peer_;
  Address hello_;
  Address everyone_;
  std::array<Bytes, kDatagrams> buffers_;
};

}  // namespace

Result<std::unique_ptr<AsaTransport>> open_kernel_transport(const AsaOptions& options) {
  const unsigned index = ::if_nametoindex(options.interface.c_str());
  if (index == 0) {
    return not_found(fmt::format("open {}: no such interface", options.interface));
  }
  std::vector<Fd> sockets;
  for (const std::uint8_t protocol : kProtocols) {
    HG_TRY(Fd socket, open_raw(options, protocol, index));
    sockets.push_back(std::move(socket));
  }
  HG_TRY(Fd icmp,
         open_raw(options, options.local.is_v4() ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6}, index));
  HG_TRY(RawSocket resolver, RawSocket::open_here(options.interface, 0x0806));
  HG_TRY(const MacAddress mac, interface_mac(options.interface));
  return std::unique_ptr<AsaTransport>(std::make_unique<KernelTransport>(
      options, index, std::move(sockets), std::move(icmp), std::move(resolver), mac));
}

}  // namespace haguard
