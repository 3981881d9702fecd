// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A learning window for tests: frames go in, are parsed and observed by the data path's own code,
// and come out as evidence. The candidate made of it is compiled, and frames are judged under it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/frame.h"
#include "harness/times.h"
#include "learn/candidate.h"
#include "policy/datapath.h"

namespace haguard::learning {

inline constexpr std::uint64_t kLength = 5 * kMinute;  // of most windows
inline constexpr std::uint64_t kStart = 1000 * kSecond;

// The units of most scenarios, and a host that is none.
inline const MacAddress kMacA = mac("02:00:00:00:00:01");
inline const MacAddress kMacB = mac("02:00:00:00:00:02");
inline const MacAddress kMacStranger = mac("02:00:00:00:00:66");
inline const MacAddress kEverybody = mac("ff:ff:ff:ff:ff:ff");
inline const IpAddress kA = ip("192.0.2.1");
inline const IpAddress kB = ip("192.0.2.2");
inline const IpAddress kStranger = ip("192.0.2.66");
inline const IpAddress kA6 = ip("2001:db8::1");
inline const IpAddress kB6 = ip("2001:db8::2");

// The MAC that frames to a multicast group go to.
MacAddress group_mac(const IpAddress& group);

Frame arp_frame(std::uint16_t operation, const MacAddress& sender_mac, const IpAddress& sender,
                const IpAddress& target, const MacAddress& to);

// IPv4, with some payload.
Frame ip_frame(const MacAddress& from_mac, const MacAddress& to_mac, const IpAddress& from,
               const IpAddress& to, std::uint8_t protocol);

const std::vector<System>& knowledge();

class Window {
 public:
  Window();

  // One frame on `side`, `at` after the start; a frame that does not parse fails the test.
  void hear(std::uint8_t side, const Bytes& bytes, std::uint64_t at);
  void hear(std::uint8_t side, const Frame& frame, std::uint64_t at) {
    hear(side, frame.bytes(), at);
  }
  // The frame again and again, from `from` until `until` after the start.
  void every(std::uint64_t period, std::uint8_t side, const Frame& frame, std::uint64_t from,
             std::uint64_t until);
  // The same, and it is a stranger's: the candidate must not let it pass.
  void strange(std::uint8_t side, const Frame& frame, std::uint64_t at);

  // Ends the window `length` after the start and makes the candidate.
  Candidate learn(std::uint64_t length);

  // Before learn(): who is named, which system is configured, what was lost.
  Evidence evidence;

  // Every frame heard passes under the candidate, every strange one is dropped.
  void check_replay(const Candidate& candidate) const;

 private:
  struct Heard {
    std::uint8_t side;
    Bytes bytes;
    bool strange;
  };
  void record(std::uint8_t side, const Bytes& bytes, std::uint64_t at, bool strange);

  std::map<std::string, Observation> observed_;  // by the bytes of the key
  std::map<std::string, Heard> heard_;           // one frame of each kind, by side and bytes
};

// What enforce would say of the frame under the candidate: the name of the reason.
std::string verdict(const Candidate& candidate, std::uint8_t side, const Bytes& bytes);
inline std::string verdict(const Candidate& candidate, std::uint8_t side, const Frame& frame) {
  return verdict(candidate, side, frame.bytes());
}

// The flow with this identity; nullptr where there is none.
const Flow* flow(const Candidate& candidate, const std::string& identity);
const FlowEvidence* evidence_of(const Candidate& candidate, const std::string& identity);

// All identities, one per line, for failing tests.
std::string listing(const Candidate& candidate);

std::size_t count(const Candidate& candidate, DoubtKind kind);
bool has_finding(const Candidate& candidate, Verdict verdict, const std::string& words);

// A pair that resolves each other by ARP every 30 s of a window of `length`.
void arp_between(Window& window, std::uint64_t length);

}  // namespace haguard::learning
