// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "safety/probe.h"

#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "fixture/pair.h"
#include "link/control.h"
#include "link/link.h"

namespace haguard {
namespace {

constexpr std::uint8_t kIntruderProtocol = 199;
constexpr std::size_t kProtocolAt = 23;  // of an untagged IPv4 frame
constexpr std::size_t kPayloadAt = 34;

Frame frame_of(const MacAddress& mac, const IpAddress& source, std::uint8_t protocol) {
  return Frame()
      .ethernet(mac, kMacB)
      .ipv4({.source = source, .destination = kIpB, .protocol = protocol});
}

bool is_protocol(ByteView frame, std::uint8_t protocol) {
  return frame.size() >= kPayloadAt + 4 && get16(frame, 12) == 0x0800 &&
         frame[kProtocolAt] == protocol;
}

}  // namespace

IntruderProbe::IntruderProbe(const Lab& lab)
    : from_(must(lab.a().raw_socket())), to_(must(lab.b().raw_socket())) {}

void IntruderProbe::send_intruder(std::uint32_t number) const {
  Bytes payload(40);
  for (std::size_t i = 0; i < 4; ++i)
    payload[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  must(from_.send(frame_of(kMacStranger, kIpStranger, kIntruderProtocol).payload(payload)));
}

void IntruderProbe::send_legitimate() const {
  must(from_.send(frame_of(kMacA, kIpA, 105).payload_size(40)));
}

std::optional<std::uint32_t> IntruderProbe::arrived() const {
  while (const std::optional<Bytes> frame = to_.receive_now())
    if (is_protocol(*frame, kIntruderProtocol)) return get32(*frame, kPayloadAt);
  return std::nullopt;
}

bool IntruderProbe::intruder_passes() {
  while (to_.receive_now()) {
  }
  const std::uint32_t number = ++next_;
  send_intruder(number);
  send_legitimate();
  bool passed = false;
  REQUIRE(to_.receive(std::chrono::seconds(10), [&](ByteView frame) {
    passed =
        passed || (is_protocol(frame, kIntruderProtocol) && get32(frame, kPayloadAt) == number);
    return is_protocol(frame, 105);
  }));
  return passed;
}

std::uint64_t deadline_of(const Lab& lab) {
  Place place;
  place.pins = Pins(lab.bpffs());
  const Link link = must(open_link(place, "rooms"));
  return must(read_mode(link.maps.control)).deadline_ns;
}

}  // namespace haguard
