// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "base/file.h"
#include "net/routes.h"

namespace haguard {
namespace {

constexpr const char* kVariable = "SSH_CONNECTION=";
constexpr int kMaxParents = 64;

std::string variable_of(int pid) {
  const Result<std::string> environment = read_file(fmt::format("/proc/{}/environ", pid));
  if (!environment.ok()) return {};
  std::istringstream entries(*environment);
  for (std::string entry; std::getline(entries, entry, '\0');)
    if (entry.rfind(kVariable, 0) == 0) return entry.substr(std::string(kVariable).size());
  return {};
}

// 0 where it cannot be read.
int parent_of(int pid) {
  const Result<std::string> status = read_file(fmt::format("/proc/{}/status", pid));
  if (!status.ok()) return 0;
  constexpr const char* kParent = "\nPPid:";
  const std::size_t at = status->find(kParent);
  if (at == std::string::npos) return 0;
  return std::atoi(status->c_str() + at + std::string(kParent).size());
}

// ::ffff:192.0.2.1 is what sshd writes for an IPv4 client of an IPv6 socket.
IpAddress unmapped(const IpAddress& address) {
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (address.is_v4() || !std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin()))
    return address;
  return IpAddress::v4(address.bytes.data() + kMapped.size());
}

// The remote end of the operator's session: SSH_CONNECTION of this process, or else of the nearest
// of its parents that has one (sudo and su take it out of the environment). Nothing at a console.
std::optional<IpAddress> session_client() {
  if (const char* own = std::getenv("SSH_CONNECTION"); own != nullptr) return client_in(own);
  int pid = ::getppid();
  for (int steps = 0; pid > 1 && steps < kMaxParents; ++steps, pid = parent_of(pid))
    if (const std::string value = variable_of(pid); !value.empty()) return client_in(value);
  return {};
}

}  // namespace

std::optional<IpAddress> client_in(const std::string& ssh_connection) {
  const std::string word = ssh_connection.substr(0, ssh_connection.find(' '));
  const Result<IpAddress> address = IpAddress::parse(word.substr(0, word.find('%')));
  if (!address.ok()) return {};
  return unmapped(*address);
}

Result<std::optional<Session>> operator_session() {
  const std::optional<IpAddress> client = session_client();
  if (!client) return std::optional<Session>{};
  HG_TRY(const unsigned index, route_to(*client));
  return std::optional<Session>{Session{*client, index}};
}

}  // namespace haguard
