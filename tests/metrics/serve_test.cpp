// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The daemon's own page: what it answers, to whom, and how the configuration changes it.
#include <catch2/catch.hpp>
#include <chrono>

#include "base/file.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "metrics/served_lab.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

// "secret"
const char* const kHash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

std::string certificate_lines(const ServedLab& lab, const std::string& name) {
  const std::string base = lab.lab().scratch() + "/" + name;
  must(run_ok({.argv = {"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                        base + ".key", "-out", base + ".pem"}}));
  return "cert_file = \"" + base + ".pem\"\nkey_file = \"" + base + ".key\"\n";
}

}  // namespace

TEST_CASE("serve: the page is what the command prints, and promtool has nothing to say of it") {
  ServedLab lab;
  lab.start();
  lab.apply(kPairPolicy);
  lab.haguard().ok({"enforce", "rooms", "--force"});
  lab.check_enforcing();
  lab.quiet();
  std::string differences;
  // A page is kept for half a second.
  const bool same = eventually(seconds(20), [&] {
    differences = lab.disagreements(lab.served());
    return differences.empty();
  });
  CHECK(differences == "");
  CHECK(same);
  CHECK(gone_back(lab.metrics(), lab.served()) == std::vector<std::string>{});
  const Output promtool =
      must(run({.argv = {"promtool", "check", "metrics"}, .input = lab.page()}));
  INFO(promtool.to_string());
  CHECK(promtool.exit_code == 0);
  CHECK(promtool.out + promtool.err == "");
}

TEST_CASE("serve: what is answered to which request") {
  ServedLab lab;
  lab.start();
  const Answer page = lab.ask({kServedUrl});
  CHECK(page.status == 200);
  CHECK_THAT(page.headers, Catch::Contains("Content-Type: text/plain; version=0.0.4"));
  CHECK_THAT(page.headers, Catch::Contains("Connection: close"));
  const Answer head = lab.ask({"--head", kServedUrl});
  CHECK(head.status == 200);
  CHECK(head.body == "");
  const std::string root = "http://127.0.0.1:9465/";
  const Answer front = lab.ask({root});
  CHECK(front.status == 200);
  CHECK_THAT(front.body, Catch::Contains("href=\"metrics\""));
  CHECK(lab.ask({root + "metrics/"}).status == 404);
  CHECK(lab.ask({root + "../etc/passwd", "--path-as-is"}).status == 404);
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "NONSENSE"}) {
    const Answer refused = lab.ask({"--request", method, "--data", "x=1", kServedUrl});
    INFO(method);
    CHECK(refused.status == 405);
    CHECK_THAT(refused.headers, Catch::Contains("Allow: GET, HEAD"));
  }
  // Refused or cut off.
  CHECK(lab.ask({"--header", "X: " + std::string(20'000, 'x'), kServedUrl}).status != 200);
  CHECK(lab.ask({kServedUrl + std::string(20'000, 'x')}).status != 200);
  CHECK(lab.ask({kServedUrl}).status == 200);
}

TEST_CASE("serve: nothing without [metrics], and SIGHUP brings it, moves it and ends it") {
  ServedLab lab;
  lab.write_config(DaemonLab::config(""));
  lab.start();
  CHECK(lab.ask({kServedUrl}).status == 0);
  lab.write_metrics_config("");
  lab.reload("configuration read again");
  CHECK(lab.ask({kServedUrl}).status == 200);
  lab.write_metrics_config("listen = \"[::1]:9466\"\n");
  lab.reload("configuration read again");
  CHECK(lab.ask({kServedUrl}).status == 0);
  CHECK(lab.ask({"http://[::1]:9466/metrics"}).status == 200);
  CHECK(lab.ask({"http://127.0.0.1:9466/metrics"}).status == 0);
  lab.write_config(DaemonLab::config(""));
  lab.reload("configuration read again");
  CHECK(lab.ask({"http://[::1]:9466/metrics"}).status == 0);
}

TEST_CASE("serve: a configuration that cannot be served is refused whole") {
  ServedLab lab("listen = \"[::1]:9465\"\n", "hold_time = \"3s\"\n");
  lab.start();
  const SampleLabels rooms = {{"link", "rooms"}};
  const char* url = "http://[::1]:9465/metrics";
  const auto stays = [&] {
    lab.reload("the configuration of before stays");
    const Answer answer = lab.ask({url});
    REQUIRE(answer.status == 200);
    CHECK(Exposition::parse(answer.body).value("haguard_link_hold_time_seconds", rooms) == 3);
  };
  const Fd other = lab.occupied_port();
  lab.write_metrics_config("", "hold_time = \"5s\"\n");
  stays();
  CHECK(lab.eventually_says("listen at 127.0.0.1:9465: Address already in use"));
  lab.write_metrics_config("listen = \"198.51.100.7:9465\"\n", "hold_time = \"5s\"\n");
  stays();
  CHECK(lab.eventually_says("no interface has this address"));
  lab.write_metrics_config("users_file = \"/no/such/file\"\n", "hold_time = \"5s\"\n");
  stays();
  const std::string base = lab.lab().scratch();
  certificate_lines(lab, "a");
  certificate_lines(lab, "b");
  lab.write_metrics_config("listen = \"[::1]:9465\"\ncert_file = \"" + base +
                               "/a.pem\"\nkey_file = \"" + base + "/b.key\"\n",
                           "hold_time = \"5s\"\n");
  stays();
  CHECK(lab.eventually_says("do cert_file and key_file belong together?"));
  lab.write_metrics_config("listen = \"[::1]:9465\"\n", "hold_time = \"5s\"\n");
  lab.reload("configuration read again");
  CHECK(eventually(seconds(20), [&] {
    return Exposition::parse(lab.ask({url}).body).find("haguard_link_hold_time_seconds", rooms) ==
           5.0;
  }));
}

TEST_CASE("serve: an address that is taken at the start is told, and served when it is free") {
  ServedLab lab;
  Fd other = lab.occupied_port();
  lab.start();
  CHECK(lab.eventually_says("listen at 127.0.0.1:9465: Address already in use"));
  lab.apply(kPairPolicy);
  lab.haguard().ok({"enforce", "rooms", "--force"});
  lab.check_enforcing();
  other.reset();
  CHECK(eventually(seconds(30), [&] { return lab.ask({kServedUrl}).status == 200; }));
}

TEST_CASE("serve: TLS, and only for those with a password") {
  ServedLab lab;
  const std::string users = lab.secret_file("users", std::string("prometheus:") + kHash + "\n");
  const std::string with_users = "users_file = \"" + users + "\"\n";
  lab.write_metrics_config(certificate_lines(lab, "first") + with_users);
  lab.start();
  const std::string url = "https://127.0.0.1:9465/metrics";
  const auto pem = [&](const char* name) { return lab.lab().scratch() + "/" + name + ".pem"; };
  const std::string user = "prometheus:secret";
  CHECK(lab.ask({"--cacert", pem("first"), "--user", user, url}).status == 200);
  CHECK(lab.ask({"--cacert", pem("first"), "--user", user, "--tls-max", "1.2", url}).status == 200);
  CHECK(lab.ask({"--cacert", pem("first"), "--user", user, "--tls-max", "1.1", "--ciphers",
                 "ALL:@SECLEVEL=0", url})
            .status == 0);
  CHECK(lab.ask({kServedUrl}).status == 0);
  const Answer stranger = lab.ask({"--cacert", pem("first"), url});
  CHECK(stranger.status == 401);
  CHECK_THAT(stranger.headers, Catch::Contains("WWW-Authenticate: Basic realm=\"haguard\""));
  CHECK(lab.ask({"--cacert", pem("first"), "https://127.0.0.1:9465/"}).status == 401);
  CHECK(eventually(seconds(20), [&] {  // one password a second is looked at
    return lab.ask({"--cacert", pem("first"), "--user", "prometheus:guess", url}).status == 401;
  }));
  CHECK(lab.ask({"--cacert", pem("first"), "--user", user, url}).status == 200);
  // Another certificate, at the same address.
  lab.write_metrics_config(certificate_lines(lab, "second") + with_users);
  lab.reload("configuration read again");
  CHECK(lab.ask({"--cacert", pem("first"), "--user", user, url}).status == 0);
  CHECK(lab.ask({"--cacert", pem("second"), "--user", user, url}).status == 200);
}

TEST_CASE("serve: a users file that everybody can read is refused") {
  ServedLab lab;
  lab.start();
  const std::string users = lab.lab().scratch() + "/users";
  must(write_file(users, std::string("prometheus:") + kHash + "\n", 0644));
  lab.write_metrics_config("users_file = \"" + users + "\"\n");
  lab.reload("the configuration of before stays");
  CHECK(lab.eventually_says("every user of this machine can"));
  CHECK(lab.ask({kServedUrl}).status == 200);
}
