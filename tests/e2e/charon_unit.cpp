// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "e2e/charon_unit.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <iterator>
#include <regex>
#include <utility>

#include "base/file.h"
#include "fixture/must.h"
#include "harness/poll.h"

namespace haguard {
namespace {

using std::chrono::seconds;

constexpr const char* kSettings = R"(charon {{
  load = random nonce openssl kdf kernel-libipsec kernel-netlink socket-default vici
  filelog {{
    stderr {{
      default = 1
      flush_line = yes
    }}
  }}
  plugins {{
    vici {{
      socket = unix://{folder}/vici
    }}
  }}
}}
swanctl {{
  load = random openssl
  socket = unix://{folder}/vici
}}
)";

constexpr const char* kConnection = R"(connections {{
  ha {{
    version = 2
    local_addrs = {self}
    remote_addrs = {peer}
    proposals = aes128-sha256-x25519
    dpd_delay = 2s
    local {{
      auth = psk
      id = {self}
    }}
    remote {{
      auth = psk
      id = {peer}
    }}
    children {{
      state {{
        local_ts = {inner}/32
        remote_ts = {peer_inner}/32
        esp_proposals = aes128-sha256
      }}
    }}
  }}
}}
secrets {{
  ike-ha {{
    id-1 = {self}
    id-2 = {peer}
    secret = "of a test"
  }}
}}
)";

// charon's pid file has a fixed place: each one gets a /run of its own.
constexpr const char* kOwnRun = "mount -t tmpfs none /run && exec /usr/lib/ipsec/charon";

std::size_t count_of(const std::string& text, const std::regex& pattern) {
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), pattern), {}));
}

}  // namespace

CharonUnit::CharonUnit(const Lab& lab, const Host& self, const Host& peer, std::string inner,
                       std::string peer_inner)
    : self_(&self),
      inner_(std::move(inner)),
      peer_inner_(std::move(peer_inner)),
      folder_(lab.scratch() + "/charon-" + self.ipv4.to_string()) {
  must(make_directories(folder_));
  must(write_file(folder_ + "/strongswan.conf",
                  fmt::format(kSettings, fmt::arg("folder", folder_))));
  must(write_file(folder_ + "/swanctl.conf",
                  fmt::format(kConnection, fmt::arg("self", self.ipv4.to_string()),
                              fmt::arg("peer", peer.ipv4.to_string()), fmt::arg("inner", inner_),
                              fmt::arg("peer_inner", peer_inner_))));
  must(self.netns.ip_batch(fmt::format("address add {}/32 dev lo\n", inner_)));
}

void CharonUnit::start() {
  process_ =
      must(Process::start({.argv = {"unshare", "--mount", "sh", "-c", kOwnRun},
                           .netns = self_->netns.fd(),
                           .environment = {{"STRONGSWAN_CONF", folder_ + "/strongswan.conf"}}}));
  const bool loaded = eventually(
      seconds(20),
      [&] {
        const auto output =
            must(run({.argv = {"swanctl", "--load-all", "--file", folder_ + "/swanctl.conf"},
                      .netns = self_->netns.fd(),
                      .environment = {{"STRONGSWAN_CONF", folder_ + "/strongswan.conf"}}}));
        return output.ok();
      },
      std::chrono::milliseconds(100));
  INFO(log());
  REQUIRE(loaded);
}

void CharonUnit::stop() {
  INFO(log());
  REQUIRE(process_->stop(seconds(10)) == 0);
}

std::string CharonUnit::swanctl(std::vector<std::string> words) const {
  words.insert(words.begin(), "swanctl");
  const auto output =
      must(run({.argv = std::move(words),
                .netns = self_->netns.fd(),
                .environment = {{"STRONGSWAN_CONF", folder_ + "/strongswan.conf"}}}));
  INFO(output.to_string() << log());
  REQUIRE(output.ok());
  return output.out;
}

void CharonUnit::initiate() const {
  swanctl({"--initiate", "--child", "state", "--timeout", "20"});
}
void CharonUnit::terminate() const {
  swanctl({"--terminate", "--ike", "ha", "--timeout", "20"});
}
void CharonUnit::rekey_ike() const {
  swanctl({"--rekey", "--ike", "ha"});
}
void CharonUnit::rekey_child() const {
  swanctl({"--rekey", "--child", "state"});
}

bool CharonUnit::established() const {
  static const std::regex ike("version=2 state=ESTABLISHED ");
  static const std::regex any_ike("version=2 state=");
  static const std::regex child(" state=INSTALLED mode=TUNNEL protocol=ESP encap=yes ");
  const std::string text = swanctl({"--list-sas", "--raw"});
  return count_of(text, ike) == 1 && count_of(text, any_ike) == 1 && count_of(text, child) == 1;
}

std::string CharonUnit::ids() const {
  static const std::regex spis("(initiator-spi|spi-in)=([0-9a-f]+) ");
  const std::string text = swanctl({"--list-sas", "--raw"});
  std::string ids;
  for (std::sregex_iterator it(text.begin(), text.end(), spis), end; it != end; ++it)
    ids += it->str();
  return ids;
}

bool CharonUnit::pings(unsigned count) const {
  const auto output = must(run(
      {.argv = {"ping", "-n", "-c", std::to_string(count), "-W", "2", "-I", inner_, peer_inner_},
       .netns = self_->netns.fd(),
       .timeout = seconds(count + 30)}));
  return output.ok() && output.out.find(" 0% packet loss") != std::string::npos;
}

std::string CharonUnit::log() const {
  return process_ ? process_->out() + process_->err() : std::string();
}

}  // namespace haguard
