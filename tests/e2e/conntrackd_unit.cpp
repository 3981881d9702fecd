// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "e2e/conntrackd_unit.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <regex>
#include <sstream>
#include <utility>

#include "base/file.h"
#include "fixture/must.h"
#include "harness/poll.h"

namespace haguard {
namespace {

using std::chrono::seconds;

constexpr std::uint16_t kServicePort = 8000;

// The link's own addresses are not replicated.
constexpr const char* kConntrackdConfig = R"(Sync {{
  Mode FTFW {{
    StartupResync yes
  }}
  UDP {{
    IPv4_address {self}
    IPv4_Destination_Address {peer}
    Port 3780
    Interface eth0
    Checksum on
  }}
}}
General {{
  Systemd no
  HashSize 1024
  HashLimit 4096
  LogFile {folder}/log
  Syslog off
  LockFile {folder}/lock
  UNIX {{
    Path {folder}/control
  }}
  Filter From Userspace {{
    Address Ignore {{
      IPv4_address 127.0.0.1
      IPv4_address {self}
      IPv4_address {peer}
    }}
  }}
}}
)";

// A rule that needs the state switches connection tracking on.
constexpr const char* kTracking = R"(table inet tracking {
  chain output {
    type filter hook output priority 0
    ct state new accept
  }
}
)";

Result<Fd> tcp_socket(const std::string& address, std::uint16_t port) {
  Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  int error = errno;
  if (!fd.valid()) return system_error("make a TCP socket", error);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &name.sin_addr);
  const int bound = ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&name), sizeof(name));
  error = errno;
  if (bound != 0) return system_error("bind a TCP socket to " + address, error);
  return fd;
}

Result<sockaddr_in> name_of(const Fd& fd) {
  sockaddr_in name{};
  socklen_t size = sizeof(name);
  const int got = ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&name), &size);
  const int error = errno;
  if (got != 0) return system_error("read the name of a socket", error);
  return name;
}

Result<Fd> connected(const std::string& from, const Fd& listener) {
  HG_TRY(Fd fd, tcp_socket(from, 0));
  HG_TRY(const sockaddr_in to, name_of(listener));
  const int made = ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to));
  const int error = errno;
  if (made != 0) return system_error("connect to " + from, error);
  return fd;
}

}  // namespace

ConntrackdUnit::ConntrackdUnit(const Lab& lab, const Host& self, const Host& peer,
                               std::string service)
    : self_(&self),
      service_(std::move(service)),
      folder_(lab.scratch() + "/conntrackd-" + self.ipv4.to_string()) {
  must(make_directories(folder_));
  must(write_file(
      folder_ + "/conf",
      fmt::format(kConntrackdConfig, fmt::arg("self", self.ipv4.to_string()),
                  fmt::arg("peer", peer.ipv4.to_string()), fmt::arg("folder", folder_))));
  must(write_file(folder_ + "/tracking", kTracking));
  must(self.netns.run({"nft", "-f", folder_ + "/tracking"}));
  must(self.netns.ip_batch(fmt::format("address add {}/32 dev lo\n", service_)));
  must(self.netns.inside([&]() -> Status {
    HG_TRY(listener_, tcp_socket(service_, kServicePort));
    if (::listen(listener_.get(), 64) == 0) return Done{};
    const int error = errno;
    return system_error("listen on " + service_, error);
  }));
}

void ConntrackdUnit::start() {
  process_ = must(Process::start(
      {.argv = {"conntrackd", "-C", folder_ + "/conf"}, .netns = self_->netns.fd()}));
  const bool answers = eventually(seconds(20), [&] {
    const auto output = must(
        run({.argv = {"conntrackd", "-C", folder_ + "/conf", "-s"}, .netns = self_->netns.fd()}));
    return output.ok();
  });
  INFO(log());
  REQUIRE(answers);
}

void ConntrackdUnit::stop() {
  INFO(log());
  REQUIRE(process_->stop(seconds(10)) == 0);
}

std::uint16_t ConntrackdUnit::connect() {
  std::uint16_t port = 0;
  must(self_->netns.inside([&]() -> Status {
    HG_TRY(Fd client, connected(service_, listener_));
    HG_TRY(const sockaddr_in name, name_of(client));
    port = ntohs(name.sin_port);
    open_.emplace_back(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    open_.push_back(std::move(client));
    return Done{};
  }));
  return port;
}

std::string ConntrackdUnit::ask(const std::string& word, const std::string& more) const {
  std::vector<std::string> argv{"conntrackd", "-C", folder_ + "/conf", word};
  if (!more.empty()) argv.push_back(more);
  return must(self_->netns.run(argv));
}

bool ConntrackdUnit::has_from_peer(std::uint16_t source_port) const {
  std::istringstream entries(ask("-e"));
  const std::string port = fmt::format(" sport={} ", source_port);
  for (std::string line; std::getline(entries, line);)
    if (line.find(port) != std::string::npos && line.find("ESTABLISHED") != std::string::npos)
      return true;
  return false;
}

void ConntrackdUnit::become_primary() const {
  for (const char* step : {"-c", "-f", "-R", "-B"})
    ask(step);
}

void ConntrackdUnit::become_backup() const {
  for (const char* step : {"-t", "-n"})
    ask(step);
}

std::uint16_t ConntrackdUnit::source_port() const {
  // One line a socket: queues, local address:port, remote address:port. It has two: the one it
  // listens on, and the one it sends from, which is never connected.
  const std::string text =
      must(self_->netns.run({"ss", "-Hun", "state", "unconnected", "sport", "!=", ":3780"}));
  INFO(text);
  static const std::regex local("^ *[0-9]+ +[0-9]+ +[^ ]+:([0-9]+) ");
  std::smatch match;
  REQUIRE(std::regex_search(text, match, local));
  return static_cast<std::uint16_t>(std::stoul(match[1].str()));
}

std::string ConntrackdUnit::log() const {
  return process_ ? process_->out() + process_->err() : std::string();
}

}  // namespace haguard
