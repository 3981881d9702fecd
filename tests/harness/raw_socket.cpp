// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The receive buffer is made large: a test that counts must not lose frames itself, and
// overflowed() says if it did.
#include "harness/raw_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace haguard {
namespace {

constexpr int kReceiveBufferBytes = 16 << 20;
constexpr std::size_t kLargestFrame = 65536 + 64;
constexpr std::size_t kTagOffset = 12;

template <typename T>
Status set_option(const Fd& fd, int level, int name, const T& value, const char* what) {
  if (::setsockopt(fd.get(), level, name, &value, sizeof(value)) == 0) return Done{};
  const int error = errno;
  return system_error(fmt::format("set {} on a packet socket", what), error);
}

// The tag the kernel took out of the frame, as the four bytes that were in it.
std::optional<Bytes> stripped_tag(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_PACKET || part->cmsg_type != PACKET_AUXDATA) continue;
    tpacket_auxdata data{};
    std::memcpy(&data, CMSG_DATA(part), sizeof(data));
    if ((data.tp_status & TP_STATUS_VLAN_VALID) == 0) return {};
    const bool tpid_known = (data.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0;
    Bytes tag;
    put16(tag, tpid_known ? data.tp_vlan_tpid : kTpidCustomer);
    put16(tag, data.tp_vlan_tci);
    return tag;
  }
  return {};
}

Status configure(const Fd& fd, unsigned index, std::uint16_t ethertype,
                 const std::string& interface) {
  HG_CHECK(set_option(fd, SOL_PACKET, PACKET_AUXDATA, 1, "PACKET_AUXDATA"));
  HG_CHECK(set_option(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING"));
  HG_CHECK(set_option(fd, SOL_SOCKET, SO_RCVBUFFORCE, kReceiveBufferBytes, "SO_RCVBUFFORCE"));
  HG_CHECK(set_option(fd, SOL_SOCKET, SO_SNDBUFFORCE, kReceiveBufferBytes, "SO_SNDBUFFORCE"));
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ethertype);
  address.sll_ifindex = static_cast<int>(index);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    const int error = errno;
    return system_error(fmt::format("bind a packet socket to {}", interface), error);
  }
  packet_mreq promiscuous{};
  promiscuous.mr_ifindex = static_cast<int>(index);
  promiscuous.mr_type = PACKET_MR_PROMISC;
  return set_option(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, promiscuous, "promiscuous mode");
}

}  // namespace

Result<RawSocket> RawSocket::open_here(const std::string& interface, std::uint16_t ethertype) {
  const unsigned index = ::if_nametoindex(interface.c_str());
  if (index == 0) return not_found(fmt::format("open {}: no such interface", interface));
  // Protocol 0: nothing is queued before the socket is bound to its interface.
  Fd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int error = errno;
  if (!fd.valid()) return system_error("open a packet socket", error, "run as root");
  HG_CHECK(configure(fd, index, ethertype, interface));
  return RawSocket(std::move(fd));
}

Result<RawSocket> RawSocket::open(const Netns& netns, const std::string& interface,
                                  std::uint16_t ethertype) {
  std::optional<RawSocket> opened;
  HG_CHECK(netns.inside([&]() -> Status {
    HG_TRY(opened, open_here(interface, ethertype));
    return Done{};
  }));
  return std::move(*opened);
}

Status RawSocket::send(ByteView frame) const {
  while (true) {
    const ssize_t sent = ::send(fd_.get(), frame.data(), frame.size(), 0);
    const int error = errno;
    if (sent == static_cast<ssize_t>(frame.size())) return Done{};
    if (sent < 0 && error == EAGAIN) {
      pollfd entry{fd_.get(), POLLOUT, 0};
      ::poll(&entry, 1, 1000);
      continue;
    }
    return system_error(fmt::format("send a frame of {} bytes", frame.size()), error);
  }
}

std::optional<Bytes> RawSocket::receive_now() const {
  thread_local Bytes buffer(kLargestFrame);
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(tpacket_auxdata))];
  iovec vector{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  const ssize_t got = ::recvmsg(fd_.get(), &message, 0);
  if (got < 0) return {};
  const auto bytes = ByteView(buffer).first(static_cast<std::size_t>(got));
  const auto tag = stripped_tag(message);
  if (!tag || bytes.size() < kTagOffset) return Bytes(bytes.begin(), bytes.end());
  Bytes frame;
  frame.reserve(bytes.size() + tag->size());
  put(frame, bytes.first(kTagOffset));
  put(frame, *tag);
  put(frame, bytes.subspan(kTagOffset));
  return frame;
}

std::optional<Bytes> RawSocket::receive(std::chrono::milliseconds deadline,
                                        const FrameFilter& wanted) const {
  using std::chrono::steady_clock;
  const auto end = steady_clock::now() + deadline;
  while (true) {
    while (auto frame = receive_now()) {
      if (!wanted || wanted(*frame)) return frame;
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now());
    if (left.count() <= 0) return {};
    pollfd entry{fd_.get(), POLLIN, 0};
    ::poll(&entry, 1, static_cast<int>(left.count()));
  }
}

std::size_t RawSocket::count_queued(const FrameFilter& wanted) const {
  std::size_t count = 0;
  while (const auto frame = receive_now()) {
    if (wanted(*frame)) ++count;
  }
  return count;
}

std::uint64_t RawSocket::overflowed() const {
  tpacket_stats stats{};
  socklen_t size = sizeof(stats);
  if (::getsockopt(fd_.get(), SOL_PACKET, PACKET_STATISTICS, &stats, &size) != 0) return 0;
  return stats.tp_drops;
}

FrameFilter containing(Bytes needle) {
  return [needle = std::move(needle)](ByteView frame) {
    return std::search(frame.begin(), frame.end(), needle.begin(), needle.end()) != frame.end();
  };
}

}  // namespace haguard
