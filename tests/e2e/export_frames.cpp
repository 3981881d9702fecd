// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export_frames.h"

#include <fmt/format.h>

namespace haguard {
namespace {

// Collects probes; each gets a payload of its own, long enough that br_netfilter trims nothing.
class Probes {
 public:
  explicit Probes(const Lab& lab) : a_(lab.a()), b_(lab.b()) {}

  Frame ethernet() const { return Frame().ethernet(a_.mac, b_.mac); }
  Frame to_group(const char* group) const { return Frame().ethernet(a_.mac, mac(group)); }
  Frame tagged(const std::vector<std::uint16_t>& ids) const {
    Frame frame = ethernet();
    for (const auto id : ids)
      frame.vlan(id);
    return frame;
  }
  Ipv4Fields v4(std::optional<std::uint8_t> protocol = {}) const {
    return {.source = a_.ipv4, .destination = b_.ipv4, .protocol = protocol};
  }
  Ipv6Fields v6(std::optional<std::uint8_t> next = {}) const {
    return {.source = a_.ipv6, .destination = b_.ipv6, .next_header = next};
  }
  ArpFields request() const {
    return {.operation = 1, .sender_mac = a_.mac, .sender = a_.ipv4, .target = b_.ipv4};
  }

  void add(const std::string& name, Frame frame, std::vector<GapOf> gaps = {}) {
    add_raw(name, std::move(frame.payload(marker())), std::move(gaps));
  }
  void add_from_b(const std::string& name, Frame frame, std::vector<GapOf> gaps = {}) {
    add(name, std::move(frame), std::move(gaps));
    probes_.back().from_a = false;
  }
  // `frame` is complete: it has its marker.
  void add_raw(const std::string& name, Frame frame, std::vector<GapOf> gaps = {}) {
    probes_.push_back({name, true, std::move(frame), std::move(gaps)});
  }
  std::size_t number() const { return probes_.size(); }
  // 48 bytes: fragments come in eights.
  Bytes marker() const {
    return text_bytes(
        fmt::format("probe {0:04} of the export test 48 bytes long {0:04}", number()));
  }
  std::vector<Probe> take() { return std::move(probes_); }

  const Host& a_;
  const Host& b_;

 private:
  std::vector<Probe> probes_;
};

void add_arp(Probes& probes) {
  const auto frame = [&](const ArpFields& fields) { return probes.ethernet().arp(fields); };
  probes.add("arp request", frame(probes.request()));
  auto fields = probes.request();
  fields.operation = 2;
  probes.add("arp reply", frame(fields));
  fields = probes.request();
  fields.sender = ip("192.0.2.2");
  probes.add("arp claims the other unit's address", frame(fields));
  fields = probes.request();
  fields.sender_mac = mac("02:00:00:00:00:66");
  probes.add("arp claims another mac", frame(fields));
  probes.add("arp from another mac",
             Frame().ethernet(mac("02:00:00:00:00:66"), probes.b_.mac).arp(probes.request()));
  fields = probes.request();
  fields.target = ip("192.0.2.77");
  probes.add("arp for an unknown target", frame(fields));
  probes.add("arp broadcast", probes.to_group("ff:ff:ff:ff:ff:ff").arp(probes.request()));
  fields = probes.request();
  fields.hardware_type = 6;
  probes.add("arp for another hardware", frame(fields));
  probes.add("arp in the vlan", probes.tagged({3001}).arp(probes.request()));
  probes.add("arp in a wrong vlan", probes.tagged({3002}).arp(probes.request()));
  fields = probes.request();
  fields.sender = ip("192.0.2.2");
  probes.add("arp lie in the vlan", probes.tagged({3001}).arp(fields), {{"iptables", "vlan-arp"}});
  probes.add("arp behind two tags", probes.tagged({200, 100}).arp(probes.request()),
             {{"iptables", "double-tag"}});
  probes.add("arp lie behind two tags", probes.tagged({200, 100}).arp(fields));
  probes.add_from_b("arp from the wrong side",
                    probes.to_group("ff:ff:ff:ff:ff:ff").arp(probes.request()));
}

void add_ip(Probes& probes) {
  const auto frame = [&](const Ipv4Fields& fields) { return probes.ethernet().ipv4(fields); };
  probes.add("ip 105", frame(probes.v4(105)));
  auto options = probes.v4(105);
  options.options = {1, 1, 1, 0};
  probes.add("ip 105 with options", frame(options));
  probes.add("ip 106", frame(probes.v4(106)));
  auto fields = probes.v4(105);
  fields.source = ip("192.0.2.66");
  probes.add("ip 105 from an unknown host", frame(fields));
  fields = probes.v4(105);
  fields.destination = ip("192.0.2.66");
  probes.add("ip 105 to an unknown host", frame(fields));
  probes.add("ip 105 from another mac",
             Frame().ethernet(mac("02:00:00:00:00:66"), probes.b_.mac).ipv4(probes.v4(105)));
  // To everybody: the bridge would not send a frame back to where its receiver is.
  const auto everybody = probes.to_group("ff:ff:ff:ff:ff:ff");
  probes.add_from_b("ip 105 from the wrong side", Frame(everybody).ipv4(probes.v4(105)));
  const auto back = Frame().ethernet(probes.b_.mac, mac("ff:ff:ff:ff:ff:ff"));
  auto reverse = probes.v4(105);
  std::swap(reverse.source, reverse.destination);
  probes.add_from_b("ip 105 from the other unit", Frame(back).ipv4(reverse));
  probes.add("ip 105 of the other unit from the wrong side", Frame(back).ipv4(reverse));
  probes.add(
      "vrrp to its group",
      probes.to_group("01:00:5e:00:00:12")
          .ipv4({.source = probes.a_.ipv4, .destination = ip("224.0.0.18"), .protocol = 112}));
  probes.add(
      "vrrp to another group",
      probes.to_group("01:00:5e:00:00:05")
          .ipv4({.source = probes.a_.ipv4, .destination = ip("224.0.0.5"), .protocol = 112}));
  probes.add("echo request", frame(probes.v4()).icmp({.type = 8}));
  probes.add("echo reply", frame(probes.v4()).icmp({.type = 0}));
}

void add_ports(Probes& probes) {
  const auto udp = [&](std::uint16_t source, std::uint16_t destination) {
    return probes.ethernet().ipv4(probes.v4()).udp({.source = source, .destination = destination});
  };
  probes.add("udp 500 to 500", udp(500, 500));
  probes.add("udp 501 to 500", udp(501, 500));
  probes.add("udp 500 to 501", udp(500, 501));
  probes.add("udp any to 3780", udp(40000, 3780));
  probes.add("udp 3780 to any", udp(3780, 40000));
  probes.add("tcp to 703",
             probes.ethernet().ipv4(probes.v4()).tcp({.source = 40000, .destination = 703}));
  probes.add("tcp to 22",
             probes.ethernet().ipv4(probes.v4()).tcp({.source = 40000, .destination = 22}));
  // UDP-Lite: ports, then the same eight bytes of header.
  const auto lite = [&](std::uint16_t source, std::uint16_t destination) {
    Bytes bytes;
    put16(bytes, source);
    put16(bytes, destination);
    put32(bytes, 0);
    put(bytes, probes.marker());
    return probes.ethernet().ipv4(probes.v4(136)).payload(bytes);
  };
  probes.add_raw("udp-lite 7000 to 7001", lite(7000, 7001));
  probes.add_raw("udp-lite 7000 to 7002", lite(7000, 7002));
}

void add_fragments(Probes& probes) {
  const auto frame = [&](std::uint8_t protocol, std::uint16_t offset, bool more) {
    auto fields = probes.v4(protocol);
    fields.fragment_offset = offset;
    fields.more_fragments = more;
    fields.id = 77;
    return probes.ethernet().ipv4(fields);
  };
  probes.add("first fragment of ip 105", frame(105, 0, true));
  probes.add("later fragment of ip 105", frame(105, 64, false));
  probes.add("later fragment of ip 8", frame(8, 64, false));
  probes.add("later fragment of udp", frame(17, 64, false));
  probes.add("later fragment of icmp", frame(1, 64, false));
  probes.add("later fragment of tcp", frame(6, 64, false));
  probes.add("later fragment into the tcp header", frame(6, 16, false),
             {{"iptables", "tcp-fragment"}});
  const auto six = [&](std::uint8_t protocol, std::uint16_t offset, bool more) {
    return probes.ethernet()
        .ipv6(probes.v6())
        .ipv6_fragment(
            {.offset = offset, .more_fragments = more, .id = 7, .next_header = protocol});
  };
  probes.add("ipv6 first fragment of 105", six(105, 0, true));
  probes.add("ipv6 later fragment of 105", six(105, 64, false));
  probes.add("ipv6 later fragment of 8", six(8, 64, false));
  probes.add("ipv6 atomic fragment of 105", six(105, 0, false));
  probes.add("ipv6 later fragment into the tcp header", six(6, 16, false),
             {{"iptables", "tcp-fragment"}});
}

void add_ipv6(Probes& probes) {
  const auto frame = [&](const Ipv6Fields& fields) { return probes.ethernet().ipv6(fields); };
  probes.add("ipv6 105", frame(probes.v6(105)));
  probes.add("ipv6 106", frame(probes.v6(106)));
  probes.add(
      "ipv6 105 behind destination options",
      frame(probes.v6()).extension({.type = 60, .data = {1, 4, 0, 0, 0, 0}, .next_header = 105}));
  probes.add(
      "ipv6 106 behind destination options",
      frame(probes.v6()).extension({.type = 60, .data = {1, 4, 0, 0, 0, 0}, .next_header = 106}));
  probes.add("ipv6 udp 500 to 500", frame(probes.v6()).udp({.source = 500, .destination = 500}));
  probes.add("ipv6 udp 500 to 501", frame(probes.v6()).udp({.source = 500, .destination = 501}));
  probes.add("ipv6 echo request", frame(probes.v6()).icmp({.type = 128}));
  probes.add("ipv6 echo reply", frame(probes.v6()).icmp({.type = 129}));
  probes.add_from_b("ipv6 105 from the wrong side",
                    probes.to_group("ff:ff:ff:ff:ff:ff").ipv6(probes.v6(105)));
}

// Neighbour discovery has no room for a marker: it is told apart by its flow label.
Frame nd(Probes& probes, const IpAddress& destination, NdFields fields, std::uint8_t hops = 255) {
  return probes.ethernet()
      .ipv6({.source = probes.a_.ipv6,
             .destination = destination,
             .hop_limit = hops,
             .flow_label = static_cast<std::uint32_t>(0x10000 + probes.number())})
      .nd(fields);
}

void add_nd(Probes& probes) {
  const IpAddress group = ip("ff02::1:ff00:2");
  const MacAddress own = probes.a_.mac;
  const MacAddress other = mac("02:00:00:00:00:66");
  const auto solicit = [&](std::optional<MacAddress> claim) {
    return NdFields{.type = 135, .target = probes.b_.ipv6, .source_link_layer = claim};
  };
  const auto advertise = [&](const IpAddress& target, std::optional<MacAddress> claim) {
    return NdFields{.type = 136, .target = target, .target_link_layer = claim};
  };
  probes.add_raw("ns with its mac", nd(probes, group, solicit(own)));
  probes.add_raw("ns without a mac", nd(probes, group, solicit({})));
  probes.add_raw("ns with another mac", nd(probes, group, solicit(other)),
                 {{"iptables", "nd-claim"}});
  probes.add_raw("ns that was routed", nd(probes, group, solicit(own), 254));
  probes.add_raw("ns to another group", nd(probes, ip("ff02::1:ff00:3"), solicit(own)));
  probes.add_raw("na with its mac", nd(probes, probes.b_.ipv6, advertise(probes.a_.ipv6, own)));
  probes.add_raw("na without a mac", nd(probes, probes.b_.ipv6, advertise(probes.a_.ipv6, {})));
  probes.add_raw("na with another mac",
                 nd(probes, probes.b_.ipv6, advertise(probes.a_.ipv6, other)),
                 {{"iptables", "nd-claim"}});
  probes.add_raw("na for the other unit",
                 nd(probes, probes.b_.ipv6, advertise(probes.b_.ipv6, own)),
                 {{"iptables", "nd-claim"}});
  auto two = solicit(own);
  two.target_link_layer = own;
  probes.add_raw("ns with two options", nd(probes, group, two), {{"nftables", "nd-options"}});
}

void add_other(Probes& probes) {
  probes.add("ethertype 0x8890", Frame().ethernet(probes.a_.mac, probes.b_.mac, 0x8890));
  probes.add("ethertype 0x8891", Frame().ethernet(probes.a_.mac, probes.b_.mac, 0x8891));
  probes.add("ethertype 0x8890 from another mac",
             Frame().ethernet(mac("02:00:00:00:00:66"), probes.b_.mac, 0x8890));
  probes.add("ethertype 0x8890 to another mac",
             Frame().ethernet(probes.a_.mac, mac("ff:ff:ff:ff:ff:ff"), 0x8890));
  probes.add("llc 42/42", probes.ethernet().llc(0x42, 0x42));
  probes.add("llc aa/aa", probes.ethernet().llc(0xaa, 0xaa));
  probes.add("llc whose length lies", probes.ethernet().llc(0x42, 0x42, 3, 1400),
             {{"nftables", "lengths"}, {"iptables", "lengths"}});
}

void add_vlans(Probes& probes) {
  probes.add("ip 105 in the vlan", probes.tagged({3001}).ipv4(probes.v4(105)));
  probes.add("ip 106 in the vlan", probes.tagged({3001}).ipv4(probes.v4(106)));
  probes.add("ip 105 in a wrong vlan", probes.tagged({3002}).ipv4(probes.v4(105)));
  probes.add("udp of the untagged link in the vlan",
             probes.tagged({3001}).ipv4(probes.v4()).udp({.source = 500, .destination = 500}),
             {{"iptables", "vlan-mix"}});
  probes.add("ip 105 in the vlan, service tag",
             probes.ethernet().vlan(3001, kTpidService).ipv4(probes.v4(105)),
             {{"iptables", "service-tag"}});
  probes.add("ip 105 behind two tags", probes.tagged({200, 100}).ipv4(probes.v4(105)),
             {{"iptables", "double-tag"}});
  probes.add("ip 106 behind two tags", probes.tagged({200, 100}).ipv4(probes.v4(106)));
  probes.add("ip 105 behind two wrong tags", probes.tagged({200, 101}).ipv4(probes.v4(105)));
  probes.add("ip 105 behind three tags", probes.tagged({200, 100, 1}).ipv4(probes.v4(105)));
  probes.add("udp behind two tags",
             probes.tagged({200, 100}).ipv4(probes.v4()).udp({.source = 500, .destination = 500}),
             {{"iptables", "double-tag"}});
  probes.add("udp behind two tags, wrong port",
             probes.tagged({200, 100}).ipv4(probes.v4()).udp({.source = 500, .destination = 501}));
  auto options = probes.v4(105);
  options.options = {1, 1, 1, 0};
  probes.add("ip 105 with options behind two tags", probes.tagged({200, 100}).ipv4(options),
             {{"nftables", "double-tag"}, {"iptables", "double-tag"}});
  probes.add("ipv6 105 behind two tags", probes.tagged({200, 100}).ipv6(probes.v6(105)),
             {{"iptables", "double-tag"}});
  probes.add("ipv6 106 behind two tags", probes.tagged({200, 100}).ipv6(probes.v6(106)));
}

// Between two hosts that are no peers: dropped on a link of its own, none of our business where
// only the peers are judged.
void add_strangers(Probes& probes) {
  const MacAddress one = mac("02:00:00:00:00:71");
  const MacAddress two = mac("02:00:00:00:00:72");
  const Frame between = Frame().ethernet(one, two);
  const Ipv4Fields v4{
      .source = ip("198.51.100.1"), .destination = ip("198.51.100.2"), .protocol = 47};
  const Ipv6Fields v6{
      .source = ip("2001:db8:1::1"), .destination = ip("2001:db8:1::2"), .next_header = 47};
  probes.add("strangers: ip", Frame(between).ipv4(v4));
  probes.add("strangers: ip in a vlan", Frame(between).vlan(7).ipv4(v4));
  probes.add("strangers: ipv6", Frame(between).ipv6(v6));
  probes.add(
      "strangers: arp",
      Frame(between).arp({.sender_mac = one, .sender = v4.source, .target = v4.destination}));
  auto later = v4;
  later.fragment_offset = 64;
  probes.add("strangers: later fragment", Frame(between).ipv4(later));
  probes.add("strangers: ethertype", Frame().ethernet(one, two, 0x88b5));
  auto asks = v4;
  asks.destination = probes.b_.ipv4;
  probes.add("stranger to a peer", Frame(between).ipv4(asks));
  probes.add("stranger to a peer in a vlan", Frame(between).vlan(7).ipv4(asks));
  probes.add(
      "stranger asks for a peer",
      Frame(between).arp({.sender_mac = one, .sender = v4.source, .target = asks.destination}));
  probes.add("strangers by address, to a peer's mac", Frame().ethernet(one, probes.b_.mac).ipv4(v4),
             {{"iptables", "peer-mac"}});
}

}  // namespace

std::vector<Probe> export_probes(const Lab& lab) {
  Probes probes(lab);
  add_arp(probes);
  add_ip(probes);
  add_ports(probes);
  add_fragments(probes);
  add_ipv6(probes);
  add_nd(probes);
  add_other(probes);
  add_vlans(probes);
  add_strangers(probes);
  return probes.take();
}

}  // namespace haguard
