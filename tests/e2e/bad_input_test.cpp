// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Wrong words, wrong files, wrong machines: one clear error with a hint, the right exit code, and
// nothing changed.
#include "e2e/bad_input.h"

#include <catch2/catch.hpp>

#include "fixture/must.h"

using namespace haguard;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string changed(const std::string& from, const std::string& to) {
  return replaced(kSteadyPolicy, from, to);
}

}  // namespace

TEST_CASE("bad input: words of the command line") {
  const SteadyLab steady;
  steady.refuses({"enfroce", "rooms"}, {2, {"enfroce", "enforce"}});
  steady.refuses({"policy", "aply", "file"}, {2, {"aply", "apply"}});
  steady.refuses({}, {2, {"command"}});
  steady.refuses({"repaly", "--help"}, {2, {"there is no command \"repaly\""}});
  for (const char* count : {"-1", "0", "some"}) {
    steady.refuses({"events", "rooms", "--last", count}, {2, {"--last", count}});
    steady.refuses({"drops", "rooms", "--count", count}, {2, {"--count", count}});
  }
  steady.refuses({"status", "--frobnicate"}, {2, {"--frobnicate"}});
  steady.refuses({"attach"}, {2, {"LINK"}});
  steady.refuses({"policy", "export", "--format", "word"}, {2, {"--format", "word"}});
  steady.refuses({"learn", "rooms", "--for", "soon"}, {2, {"\"soon\""}});
  steady.refuses({"learn", "rooms", "--peer", "primary"}, {2, {"\"primary\""}});
  steady.refuses({"enforce", "rooms", "--confirm", "10"}, {2, {"\"10\""}});
  steady.refuses({"attach", "two rooms", "--ports", "eth1,eth2"}, {2, {"\"two rooms\""}});
  steady.refuses({"attach", "../rooms", "--ports", "eth1,eth2"}, {2, {"link name \"../rooms\""}});
  steady.refuses({"attach", "\033[Jrooms", "--ports", "eth1,eth2"},
                 {2, {"link name \"?[Jrooms\""}});
  steady.refuses({"attach", "other"}, {2, {"other", "no ports"}});
  steady.refuses({"attach", "other", "--ports", "eth1,eth1"}, {2, {"the same port twice"}});
  steady.refuses({"attach", "other", "--ports", "eth1,eth8"}, {4, {"\"eth8\""}});
  steady.refuses(
      {"attach", "other", "--ports", "eth1", "--system", "cisco-aza"},
      {4, {"no system \"cisco-aza\"", "correct --system", "did you mean \"cisco-asa\"?"}});
  steady.refuses(
      {"learn", "rooms", "--for", "1h", "--system", "cisco-aza"},
      {4, {"no system \"cisco-aza\"", "correct --system", "did you mean \"cisco-asa\"?"}});
  steady.refuses({"attach", "other", "--ports", "eth1", "--vlan", "1,2,3"},
                 {2, {"--vlan with 3 tags", "two at most"}});
  steady.refuses({"detach", "other"}, {4, {"other", "not attached"}});
  steady.refuses({"status", "other"}, {4, {"other", "not attached"}});
  steady.refuses({"accept", "rooms"}, {4, {"candidate"}});
  steady.refuses({"review", "rooms"}, {4, {"there is no candidate"}});
  steady.refuses({"confirm", "other"}, {4, {"other"}});
  steady.enforces_and_lets_go();
}

TEST_CASE("bad input: a policy to begin with") {
  const SteadyLab steady;
  const std::string primary = "primary=192.0.2.1@eth1";
  const auto refuses = [&](const std::string& link, const std::vector<std::string>& peers,
                           const std::string& system, const Refusal& refusal) {
    std::vector<std::string> words = {"policy", "new", link, "--system", system};
    for (const std::string& peer : peers)
      words.insert(words.end(), {"--peer", peer});
    steady.refuses(words, refusal);
  };
  const std::vector<std::string> pair = {primary, "secondary=192.0.2.2@eth2"};
  refuses("rooms", {primary}, "vrrp", {2, {"two units, behind different ports"}});
  refuses("rooms", {primary, "secondary=192.0.2.2@eth1"}, "vrrp", {2, {"different ports"}});
  refuses("rooms", {primary, "secondary@eth2"}, "vrrp", {2, {"secondary@eth2"}});
  refuses("two rooms", pair, "vrrp", {2, {"\"two rooms\""}});
  refuses("rooms", pair, "cisco-aza", {4, {"cisco-aza", "did you mean \"cisco-asa\"?"}});

  const std::string text = steady.haguard().ok(
      {"policy", "new", "rooms", "--system", "cisco-asa", "--peer", pair[0], "--peer", pair[1]});
  CHECK(text.find("# Nobody has seen this on the wire") == 0);
  CHECK(text.find("protocol = 105") != std::string::npos);
  CHECK(text.find("# [[flow]]") != std::string::npos);
  CHECK(steady.haguard()
            .ok({"policy", "check", steady.file("new.toml", text)})
            .find("2 peers, 10 flows, 0 warnings") != std::string::npos);
}

TEST_CASE("bad input: policy files") {
  const SteadyLab steady;
  const auto apply = [&](const std::string& text, const Refusal& refusal) {
    steady.refuses({"policy", "apply", steady.file("bad.toml", text)}, refusal);
  };
  apply(changed("port = \"eth1\"", "port = \"eth1"), {2, {"bad.toml:5:"}});
  apply(changed("addresses", "adresses"), {2, {"bad.toml:7:1", "adresses"}});
  apply(changed("protocol = 105", "protocol = 105.5"), {2, {"bad.toml:19:12", "protocol"}});
  apply(changed("protocol = 105", "protocol = \"tpc\""), {2, {"bad.toml:19:12", "tpc"}});
  apply(changed("to = \"secondary\"", "to = \"secundary\""), {2, {"bad.toml:18:", "secundary"}});
  apply(changed("\"192.0.2.1\"", "\"192.0.2.256\""), {2, {"bad.toml:7:14", "192.0.2.256"}});
  apply(changed("port = \"eth2\"", "port = \"eth9\""), {2, {"bad.toml:9:1", "eth9"}});
  apply(changed("from = \"secondary\"\nto = \"primary\"", "from = \"primary\"\nto = \"secondary\""),
        {2, {"bad.toml:21:1", "is the same as flow \"failover\""}});
  apply(changed("link = \"rooms\"", "link = \"other\""), {4, {"other", "not attached"}});
  apply("", {3, {"no flow"}});
  steady.refuses({"policy", "apply", steady.file("good.toml", kSteadyPolicy), "--link", "other"},
                 {2, {"on other: it says link = \"rooms\"", "leave --link out"}});
  steady.refuses({"policy", "apply", steady.lab().scratch() + "/absent.toml"},
                 {4, {"absent.toml", "No such file"}});
  steady.refuses({"policy", "apply", steady.lab().scratch()}, {1, {"not a regular file"}});
  steady.enforces_and_lets_go();
}

TEST_CASE("bad input: config files, which bypass does not need") {
  const SteadyLab steady;
  const auto with = [&](const std::string& text, const Refusal& refusal) {
    const std::string file = steady.file("bad-config.toml", text);
    steady.refuses({"--config", file, "status", "rooms"}, refusal);
    steady.refuses({"--config", file, "detach", "rooms"}, refusal);
  };
  with("[link.rooms\n", {2, {"bad-config.toml:1:"}});
  with("[link.rooms]\nports = [\"eth1\", \"eth2\"]\ncolour = 1\n",
       {2, {"bad-config.toml:3:1", "colour"}});
  with("[link.rooms]\nports = \"eth1\"\n", {2, {"bad-config.toml:2:", "ports"}});
  with("[link.rooms]\nports = [\"eth1\", \"eth1\"]\n", {2, {"the same port twice"}});
  steady.refuses({"--config", steady.lab().scratch() + "/absent.toml", "status"},
                 {4, {"absent.toml"}});
  const std::string broken = steady.file("bad-config.toml", "[");
  CHECK(steady.haguard().json({"mode"})["mode"] == "enforce");
  const Output bypass = steady.haguard().run({"--config", broken, "bypass", "rooms"});
  INFO(bypass.to_string());
  CHECK(bypass.exit_code == 0);
  CHECK(bypass.err.find("warning: ") != std::string::npos);
  CHECK(steady.haguard().json({"mode"})["mode"] == "bypass");
}

TEST_CASE("bad input: captures") {
  const SteadyLab steady;
  const std::string header("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\0\0\0\0\0\0\0\0\xff\xff\0\0\x01\0\0\0",
                           24);
  const std::string cut_record("\0\0\0\0\0\0\0\0\x40\0\0\0\x40\0\0\0only a part", 27);
  const auto learn = [&](const std::string& file, const Refusal& refusal) {
    steady.refuses({"learn", "rooms", "--pcap", file}, refusal);
  };
  learn(steady.lab().scratch() + "/absent.pcap", {4, {"absent.pcap", "no such file"}});
  learn(steady.file("text.pcap", "this is no capture, only text\n"), {1, {"text.pcap"}});
  learn(steady.file("empty.pcap", ""), {1, {"empty.pcap"}});
  learn(steady.file("cut-header.pcap", header.substr(0, 10)), {1, {"cut-header.pcap"}});
  learn(steady.file("cut.pcap", header + cut_record), {1, {"cut.pcap", "after 0 frames"}});
  std::string loopback = header;
  loopback[20] = 0;
  learn(steady.file("lo.pcap", loopback), {1, {"lo.pcap", "NULL, not ethernet", "tcpdump -i"}});
  // Two units of one side, and a unit on a port that the link does not have.
  const std::string sound = steady.file("sound.pcap", header);
  const auto learn_named = [&](const std::string& a, const std::string& b, const Refusal& refusal) {
    steady.refuses({"learn", "rooms", "--pcap", sound, "--peer", a, "--peer", b}, refusal);
  };
  learn_named("a=192.0.2.1@eth1", "b=192.0.2.2@eth1", {2, {"same port or name", "one unit per"}});
  learn_named("a=192.0.2.1@eth1", "b=192.0.2.2@eth7", {2, {"eth7", "eth1, eth2"}});
  steady.enforces_and_lets_go();
}

TEST_CASE("bad input: options that an attached link does not have") {
  const SteadyLab steady;
  const std::vector<std::string> attach = {"attach", "rooms", "--ports", "eth1,eth2"};
  const auto with = [&](const std::vector<std::string>& options) {
    std::vector<std::string> words = attach;
    words.insert(words.end(), options.begin(), options.end());
    return words;
  };
  const auto refuses = [&](const std::vector<std::string>& options, const std::string& words) {
    steady.refuses(with(options),
                   {1, {"attach rooms: it is attached with", words, "haguard detach rooms first"}});
  };
  refuses({"--scope", "peers"}, "scope link, not peers");
  refuses({"--system", "cisco-asa"}, "system unset, not cisco-asa");
  refuses({"--vlan", "100,3001"}, "vlan any, not 100,3001");
  refuses({"--max-flows", "8192"}, "max-flows 4096, not 8192");
  refuses({"--generic"}, "xdp native, not generic");
  refuses({"--generic", "--scope", "peers"}, "scope link, not peers; xdp native, not generic");
  steady.haguard().ok(with({"--scope", "link", "--max-flows", "4096"}));
  steady.enforces_and_lets_go();
}

TEST_CASE("bad input: attaching what is attached already") {
  const SteadyLab steady;
  const Snapshot before = snapshot(steady.haguard(), steady.lab());
  CHECK(steady.haguard().ok({"attach", "rooms", "--ports", "eth1,eth2"}).find("is attached") !=
        std::string::npos);
  CHECK(snapshot(steady.haguard(), steady.lab()) == before);
  steady.refuses({"attach", "rooms", "--ports", "eth1"}, {1, {"rooms", "eth1, eth2"}});
  // The slot is taken by this instance's other link, and by another instance.
  steady.refuses({"attach", "other", "--ports", "eth1"},
                 {1, {"eth1", "a port of link rooms already", "haguard detach rooms first"}});
  const BpffsMount elsewhere = must(BpffsMount::create(steady.lab().scratch() + "/bpf2"));
  steady.refuses_to_run(steady.command_at(elsewhere.path(), {"attach", "other", "--ports", "eth2"}),
                        {1, {"eth2", "slot is taken"}});
  steady.enforces_and_lets_go();
}

TEST_CASE("bad input: enforce without a policy, accept without a candidate") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  const HaguardCli haguard(lab);
  require_error(haguard.run({"enforce"}), {4, {"none is attached"}});
  haguard.attach();
  const Snapshot before = snapshot(haguard, lab);
  require_error(haguard.run({"enforce", "rooms"}), {3, {"rooms", "no policy"}});
  require_error(haguard.run({"accept", "rooms"}), {4, {"candidate"}});
  require_error(haguard.run({"confirm", "rooms"}), {1, {"bypass"}});
  require_error(haguard.run({"policy", "show", "rooms"}), {4, {"policy"}});
  CHECK(snapshot(haguard, lab) == before);
}
