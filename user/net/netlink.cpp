// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/netlink.h"

#include <libmnl/libmnl.h>
#include <sys/types.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace haguard {
namespace {

constexpr std::size_t kRequestBytes = 512;
constexpr std::size_t kAnswerBytes = 32768;
constexpr unsigned kSequence = 1;

struct CloseSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};
using Socket = std::unique_ptr<mnl_socket, CloseSocket>;

int hand_over(const nlmsghdr* message, void* each) {
  (*static_cast<const std::function<void(const nlmsghdr*)>*>(each))(message);
  return MNL_CB_OK;
}

std::string text_of(const nlattr* attribute) {
  const char* start = mnl_attr_get_str(attribute);
  return {start, ::strnlen(start, mnl_attr_get_payload_len(attribute))};
}

int append(const nlattr* attribute, void* texts) {
  static_cast<std::vector<std::string>*>(texts)->push_back(text_of(attribute));
  return MNL_CB_OK;
}

int keep(const nlattr* attribute, void* found) {
  auto& attributes = *static_cast<std::vector<const nlattr*>*>(found);
  const std::uint16_t type = mnl_attr_get_type(attribute);
  if (type < attributes.size()) attributes[type] = attribute;
  return MNL_CB_OK;
}

}  // namespace

NetlinkRequest::NetlinkRequest(std::uint16_t type, bool dump)
    : buffer_(kRequestBytes / sizeof(std::uint32_t)) {
  nlmsghdr* message = mnl_nlmsg_put_header(buffer_.data());
  message->nlmsg_type = type;
  message->nlmsg_flags = static_cast<__u16>(NLM_F_REQUEST | (dump ? NLM_F_DUMP : 0));
  message->nlmsg_seq = kSequence;
}

void* NetlinkRequest::extra_header(std::size_t size) {
  return mnl_nlmsg_put_extra_header(message(), size);
}

void NetlinkRequest::put(std::uint16_t type, const void* data, std::size_t size) {
  mnl_attr_put_check(message(), kRequestBytes, type, size, data);
}

Status ask_netlink(const NetlinkRequest& request, const std::string& attempt,
                   const std::function<void(const nlmsghdr*)>& each, int bus) {
  const Socket socket(mnl_socket_open2(bus, SOCK_CLOEXEC));
  int error = socket ? 0 : errno;
  if (error == 0 && mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) != 0) error = errno;
  if (error == 0 &&
      mnl_socket_sendto(socket.get(), request.message(), request.message()->nlmsg_len) < 0)
    error = errno;
  if (error != 0) return system_error(attempt, error);
  const bool dump = (request.message()->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
  std::vector<std::uint32_t> answer(kAnswerBytes / sizeof(std::uint32_t));
  for (;;) {
    const ssize_t size = mnl_socket_recvfrom(socket.get(), answer.data(), kAnswerBytes);
    if (size < 0) {
      error = errno;
      return system_error(attempt, error);
    }
    const int more = mnl_cb_run(answer.data(), static_cast<std::size_t>(size), kSequence,
                                mnl_socket_get_portid(socket.get()), hand_over,
                                const_cast<std::function<void(const nlmsghdr*)>*>(&each));
    error = errno;
    if (more < 0) return system_error(attempt, error);
    // A dump ends with its own message; a single object is one answer.
    if (more == MNL_CB_STOP || !dump) return Done{};
  }
}

const void* netlink_payload(const nlmsghdr* message) {
  return mnl_nlmsg_get_payload(message);
}

Attributes::Attributes(const nlmsghdr* message, std::size_t header_size, std::uint16_t last)
    : found_(last + 1U, nullptr) {
  mnl_attr_parse(message, static_cast<unsigned>(header_size), keep, &found_);
}

Attributes::Attributes(const nlattr* nested, std::uint16_t last) : found_(last + 1U, nullptr) {
  if (nested != nullptr) mnl_attr_parse_nested(nested, keep, &found_);
}

const nlattr* Attributes::find(std::uint16_t type) const {
  return type < found_.size() ? found_[type] : nullptr;
}

template <typename Number>
Number Attributes::number(std::uint16_t type, Number absent) const {
  const std::span<const std::uint8_t> value = bytes(type);
  if (value.size() < sizeof(Number)) return absent;
  Number number = 0;
  std::memcpy(&number, value.data(), sizeof number);
  return number;
}

std::uint8_t Attributes::u8(std::uint16_t type, std::uint8_t absent) const {
  return number(type, absent);
}

std::uint16_t Attributes::u16(std::uint16_t type, std::uint16_t absent) const {
  return number(type, absent);
}

std::uint32_t Attributes::u32(std::uint16_t type, std::uint32_t absent) const {
  return number(type, absent);
}

std::string Attributes::text(std::uint16_t type) const {
  const nlattr* attribute = find(type);
  return attribute == nullptr ? std::string() : text_of(attribute);
}

std::span<const std::uint8_t> Attributes::bytes(std::uint16_t type) const {
  const nlattr* attribute = find(type);
  if (attribute == nullptr) return {};
  return {static_cast<const std::uint8_t*>(mnl_attr_get_payload(attribute)),
          mnl_attr_get_payload_len(attribute)};
}

std::vector<std::string> texts_in(const nlattr* list) {
  std::vector<std::string> texts;
  if (list != nullptr) mnl_attr_parse_nested(list, append, &texts);
  return texts;
}

}  // namespace haguard
