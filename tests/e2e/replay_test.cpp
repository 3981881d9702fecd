// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard replay and explain as an operator types them: what they say, their exit codes, and that
// they change nothing. What they judge: tests/datapath/replay, tests/unit/explain.
#include <catch2/catch.hpp>

#include "base/file.h"
#include "e2e/bad_input.h"
#include "fixture/must.h"
#include "fixture/pair.h"
#include "fixture/pcap.h"
#include "harness/poll.h"

using namespace haguard;
using nlohmann::json;

namespace {

Bytes frame(const MacAddress& mac, const IpAddress& from, const IpAddress& to,
            std::uint8_t protocol, std::size_t size = 40) {
  return Frame()
      .ethernet(mac, kMacB)
      .ipv4({.source = from, .destination = to, .protocol = protocol})
      .payload_size(size)
      .bytes();
}

Bytes udp_frame(std::uint16_t source, std::uint16_t destination) {
  return Frame()
      .ethernet(kMacA, kMacB)
      .ipv4({.source = kIpA, .destination = kIpB})
      .udp({.source = source, .destination = destination})
      .payload_size(28)
      .bytes();
}

// Of the steady policy: three pass, and three kinds are dropped.
std::vector<Bytes> mixed_frames() {
  const Bytes stranger = frame(kMacStranger, kIpStranger, kIpB, 105);
  return {frame(kMacA, kIpA, kIpB, 105),
          frame(kMacB, kIpB, kIpA, 105),
          stranger,
          udp_frame(40000, 8116),
          stranger,
          Frame()
              .ethernet(kMacA, kMacBroadcast)
              .arp({.sender_mac = kMacA, .sender = kIpA, .target = kIpB})
              .bytes(),
          Frame()
              .ethernet(kMacStranger, kMacBroadcast)
              .arp({.sender_mac = kMacStranger, .sender = kIpA, .target = kIpB})
              .bytes()};
}

std::string hex_of(const Bytes& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xfU];
  }
  return text;
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

std::uint64_t counted(const json& replayed, const std::string& reason) {
  std::uint64_t frames = 0;
  for (const json& port : replayed["ports"])
    for (const json& one : port["reasons"])
      if (one["reason"] == reason) frames += one["frames"].get<std::uint64_t>();
  return frames;
}

}  // namespace

TEST_CASE("replay: the policy in force, by reason, flow and kind", "[replay]") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string file = steady.file("mixed.pcap", pcap_of(mixed_frames()));
  const Snapshot before = snapshot(haguard, steady.lab());
  const json replayed = haguard.json({"replay", file, "rooms"});
  const std::string text = haguard.ok({"replay", file});
  CHECK(snapshot(haguard, steady.lab()) == before);

  CHECK(replayed["link"] == "rooms");
  CHECK(replayed["policy"] == "the policy of rooms");
  CHECK(replayed["scope"] == "link");
  CHECK(replayed["frames"] == 7);
  CHECK(replayed["passed"] == 3);
  CHECK(replayed["dropped"] == 4);
  CHECK(counted(replayed, "flow") == 3);
  CHECK(counted(replayed, "unknown_source") == 2);
  CHECK(counted(replayed, "unknown_protocol") == 1);
  CHECK(counted(replayed, "arp_lie") == 1);
  for (const json& flow : replayed["flows"])
    CHECK(flow["frames"] == (flow["name"] == "arp back" ? 0 : 1));
  REQUIRE(replayed["drops"].size() == 3);
  const json& first = replayed["drops"][0];
  CHECK(first["frames"] == 2);
  CHECK(first["reason"] == "unknown_source");
  CHECK(first["port"] == "eth1");
  CHECK(first["first"] == 3);
  CHECK(first["at_ms"] == kFirstFrameNs / 1'000'000 + 2);
  CHECK(first["bytes"] == hex_of(mixed_frames()[2]));
  CHECK(replayed["drops_not_shown"] == 0);

  CHECK(has(text, " ms, 3 passed, 4 dropped\n"));
  CHECK(has(text, "judged: scope link, any tags, as rooms has it"));
  CHECK(has(text, "1 of 4 flows had no frame: arp back"));
  CHECK(has(text,
            "2 x unknown_source on eth1: 02:00:00:00:00:66 > 02:00:00:00:00:02  192.0.2.66 > "
            "192.0.2.2 ip 105\n      first: frame 3, "));
}

TEST_CASE("replay: --strict makes a dropped frame an error", "[replay]") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string mixed = steady.file("mixed.pcap", pcap_of(mixed_frames()));
  const Output strict = haguard.run({"replay", mixed, "--strict"});
  INFO(strict.to_string());
  CHECK(strict.exit_code == 1);
  CHECK(has(strict.err, "4 of 7 frames would be dropped"));
  CHECK(has(strict.out, "4 dropped"));
  const std::string sound = steady.file("sound.pcap", pcap_of({frame(kMacA, kIpA, kIpB, 105)}));
  haguard.ok({"replay", sound, "--strict"});
  const std::string empty = steady.file("empty.toml", "link = \"rooms\"\n");
  const Output unjudged = haguard.run({"replay", sound, "--strict", "--policy", empty});
  CHECK(unjudged.exit_code == 1);
  CHECK(has(unjudged.err, "it allows no flow, so nothing was judged"));
}

TEST_CASE("replay: a policy file needs no link, a candidate is put to its own capture",
          "[replay]") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  const HaguardCli haguard(lab);
  const auto file = [&](const std::string& name, const std::string& content) {
    must(write_file(lab.scratch() + "/" + name, content));
    return lab.scratch() + "/" + name;
  };
  const std::string capture = file("mixed.pcap", pcap_of(mixed_frames()));
  const std::string policy = file("site.toml", kSteadyPolicy);
  const json replayed = haguard.json({"replay", capture, "--policy", policy});
  CHECK_FALSE(replayed.contains("link"));
  CHECK(replayed["dropped"] == 4);
  const json swapped =
      haguard.json({"replay", capture, "--policy", policy, "--peer", "primary=192.0.2.1@eth2",
                    "--peer", "secondary=192.0.2.2@eth1"});
  CHECK(counted(swapped, "flow") == 0);
  CHECK(counted(swapped, "wrong_side") > 0);

  const std::string sound =
      file("sound.pcap",
           pcap_of({mixed_frames()[0], mixed_frames()[1], mixed_frames()[0], mixed_frames()[1]}));
  haguard.ok({"learn", "lab", "--pcap", sound});
  const json own = haguard.json({"replay", sound, "lab", "--candidate", "--strict"});
  CHECK(own["frames"] == 4);
  CHECK(own["dropped"] == 0);
}

TEST_CASE("replay: frames that were cut or cannot be run are told of", "[replay]") {
  const SteadyLab steady;
  const std::string cut = steady.file(
      "cut.pcap", pcap_of({frame(kMacA, kIpA, kIpB, 105), Bytes(5, 0), Bytes(4000, 0)}, 40));
  const Output output = steady.haguard().run({"replay", cut});
  INFO(output.to_string());
  CHECK(output.exit_code == 0);
  CHECK(has(output.out, "1 frame in"));
  CHECK(has(output.out, "1 of them were captured short; what is missing counts as zeros"));
  CHECK(has(output.err, "2 frames left out: 1 shorter than an ethernet header, 1 too long"));
}

TEST_CASE("bad input: replay and explain", "[replay]") {
  const SteadyLab steady;
  const std::string good = hex_of(mixed_frames()[0]);
  const std::string capture = steady.file("mixed.pcap", pcap_of(mixed_frames()));
  const std::string other = steady.file("other.toml", "link = \"other\"\n");
  const std::string broken = steady.file("broken.toml", "link = \n");
  steady.refuses({"replay"}, {2, {"FILE"}});
  steady.refuses({"replay", "/absent.pcap"}, {4, {"/absent.pcap"}});
  steady.refuses({"replay", steady.file("text.pcap", "no capture")}, {1, {"text.pcap"}});
  steady.refuses({"replay", capture, "--policy", broken}, {2, {"broken.toml:1"}});
  steady.refuses({"replay", capture, "--policy", "/absent.toml"}, {4, {"/absent.toml"}});
  steady.refuses({"replay", capture, "rooms", "--policy", other}, {2, {"link = \"other\""}});
  steady.refuses({"replay", capture, "other", "--policy", other}, {4, {"other: not attached"}});
  steady.refuses({"replay", capture, "--candidate"}, {4, {"candidate"}});
  steady.refuses({"replay", capture, "--candidate", "--policy", other}, {2, {"--candidate"}});
  steady.refuses({"replay", capture, "--peer", "a=192.0.2.1@eth9"}, {2, {"no port eth9"}});
  steady.refuses({"explain", good}, {2, {"--port"}});
  steady.refuses({"explain", "--port", "eth1"}, {2, {"HEX"}});
  steady.refuses({"explain", "--port", "eth9", good}, {2, {"eth9", "eth1, eth2"}});
  steady.refuses({"explain", "--port", "eth1", "zz"}, {2, {"\"z\"", "no hexadecimal digit"}});
  steady.refuses({"explain", "--port", "eth1", good + "0"}, {2, {"half a byte is missing"}});
  steady.refuses({"explain", "--port", "eth1", ""}, {2, {"it has no bytes"}});
  steady.refuses(
      {"explain", "--port", "eth1", std::string(100'000, 'f'), std::string(100'000, 'f')},
      {2, {"longer than 65535 bytes"}});
  steady.refuses({"explain", "--port", "eth1", "--policy", "-", "-"}, {2, {"standard input"}});
  steady.refuses({"explain", "zoo", "--port", "eth1", good}, {4, {"zoo"}});
  steady.refuses({"explain", "--port", "eth1", "--length", "10", good}, {2, {"10 bytes"}});
  steady.enforces_and_lets_go();
}

TEST_CASE("explain: a dropped frame, and the entry that would allow it", "[replay]") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string hex = hex_of(udp_frame(40000, 8116));
  const Snapshot before = snapshot(haguard, steady.lab());
  const json why = haguard.json({"explain", "rooms", "--port", "eth1", hex});
  const std::string text = haguard.ok({"explain", "--port", "eth1", hex});
  CHECK(snapshot(haguard, steady.lab()) == before);
  CHECK(why["reason"] == "unknown_protocol");
  CHECK(why["passes"] == false);
  CHECK(why["by_kernel"] == true);
  CHECK(why["sender"]["by_address"] == json{"primary"});
  CHECK(why["sender"]["by_mac"] == json{"primary"});
  CHECK(why["nearest"][0]["differences"][0] == "udp where it allows ip 105");
  CHECK(has(text, "verdict   dropped: unknown_protocol"));
  CHECK(has(text, "This in the policy would allow it, and what looks like it:"));
  CHECK(has(text, why["entry"]["toml"].get<std::string>()));

  const std::string cured =
      steady.file("cured.toml", kSteadyPolicy + "\n" + why["entry"]["toml"].get<std::string>());
  haguard.ok({"policy", "check", cured, "--link", "rooms"});
  const json after = haguard.json({"explain", "rooms", "--policy", cured, "--port", "eth1", hex});
  CHECK(after["reason"] == "flow");
  CHECK(after["by_kernel"] == true);
  const json beside = haguard.json(
      {"explain", "rooms", "--policy", cured, "--port", "eth1", hex_of(udp_frame(40000, 8117))});
  CHECK(beside["reason"] == "unknown_protocol");
}

TEST_CASE("explain: a frame as it is pasted, in words or on standard input", "[replay]") {
  const SteadyLab steady;
  const std::string hex = hex_of(frame(kMacA, kIpA, kIpB, 105));
  Command piped = steady.haguard().command({"explain", "rooms", "--port", "eth1", "-", "--json"});
  for (std::size_t i = 0; i < hex.size(); i += 2)
    piped.input += hex.substr(i, 2) + (i % 32 == 30 ? "\n" : ":");
  const std::string out = must(run_ok(piped));
  CHECK(json::parse(out)["flow"] == "failover");
  const json words = steady.haguard().json(
      {"explain", "--port", "eth1", hex.substr(0, 12), hex.substr(12, 12), hex.substr(24)});
  CHECK(words["flow"] == "failover");
}

TEST_CASE("explain: a sample that was cut is judged as long as it was", "[replay]") {
  const SteadyLab steady;
  const Bytes whole = frame(kMacA, kIpA, kIpB, 105, 1000);
  const std::string sample = hex_of({whole.begin(), whole.begin() + 128});
  const std::string less = hex_of({whole.begin(), whole.begin() + 100});
  const auto why = [&](const std::string& hex, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"explain", "--port", "eth1", hex};
    words.insert(words.end(), more.begin(), more.end());
    return steady.haguard().json(words);
  };
  CHECK(why(sample)["reason"] == "flow");
  CHECK(why(sample)["length"] == whole.size());
  CHECK(why(sample)["bytes_given"] == 128);
  CHECK(why(less)["reason"] == "malformed_ipv4");
  CHECK(has(steady.haguard().ok({"explain", "--port", "eth1", less}),
            "its headers speak of 1034: if these are the beginning"));
  CHECK(why(less, {"--length", std::to_string(whole.size())})["reason"] == "flow");
}

TEST_CASE("explain: who may not load programs is told without the kernel", "[replay]") {
  const SteadyLab steady;
  Command command = steady.haguard().command({"explain", "--port", "eth1", "--json", "--policy",
                                              "-", hex_of(frame(kMacA, kIpA, kIpB, 105))});
  command.user = kNobody;
  command.capabilities.clear();
  command.input = kSteadyPolicy;
  const json why = json::parse(must(run_ok(command)));
  CHECK(why["reason"] == "flow");
  CHECK(why["by_kernel"] == false);
  CHECK_FALSE(why["kernel_not_asked"].get<std::string>().empty());
}

// The way an operator goes: a drop that is seen, and asked about.
TEST_CASE("explain: takes what drops --json shows", "[replay]") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  Process drops =
      must(Process::start(haguard.command({"drops", "rooms", "--count", "1", "--json"})));
  const auto send = [&] {
    // The unit asks for an address that nobody has: ARP to a stranger.
    must(run({.argv = {"ping", "-c", "1", "-W", "1", "192.0.2.200"},
              .netns = steady.lab().a().netns.fd()}));
  };
  REQUIRE(eventually(std::chrono::seconds(20), [&] {
    send();
    return !drops.running();
  }));
  const json drop = json::parse(drops.out());
  const json why = haguard.json({"explain", "--port", drop["port"], "--length",
                                 std::to_string(drop["length"].get<int>()), drop["bytes"]});
  CHECK(why["reason"] == drop["reason"]);
  CHECK(why["frame"] == drop["frame"]);
}
