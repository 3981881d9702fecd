// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Clients that do nothing, or never read: the daemon goes on with its links, and others are served
// again after a while.
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "harness/poll.h"
#include "metrics/served_lab.h"

using namespace haguard;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

Fd client(const ServedLab& lab, const std::string& says) {
  Fd socket = lab.socket_by(::connect);
  if (!says.empty())
    REQUIRE(::send(socket.get(), says.data(), says.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(says.size()));
  return socket;
}

}  // namespace

TEST_CASE("slow clients: leases are renewed meanwhile, and they are shown out", "[long]") {
  ServedLab lab("", "on_controller_loss = \"audit\"\n");
  lab.start();
  lab.apply(kPairPolicy);
  lab.haguard().ok({"enforce", "rooms", "--force"});
  std::vector<Fd> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(client(lab, ""));
    clients.push_back(client(lab, "GET /metrics HTTP/1.1\r\nHost: a\r\n"));
  }
  // Longer than a lease; and one of them is never idle.
  const auto trickles = [&] { return ::send(clients[1].get(), "A", 1, MSG_NOSIGNAL) == 1; };
  CHECK(holds_for(seconds(11), [&] { return trickles() && lab.mode() == "enforce"; }));
  lab.check_enforcing();
  CHECK(lab.events("lease").empty());
  CHECK(eventually(
      seconds(90), [&] { return !trickles(); }, milliseconds(250)));
  CHECK(eventually(seconds(90), [&] { return lab.ask({kServedUrl}).status == 200; }));
}
