// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How a unit's datagrams reach the wire. Two ways: the kernel's own IP (untagged: real ARP, real
// fragmentation), and frames made by hand (tagged: the kernel has no 802.1Q device).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "harness/asa/options.h"
#include "harness/bytes.h"

namespace haguard {

struct AsaDatagram {
  std::uint8_t protocol = 0;
  bool as_hello = false;  // to the hello destination of the options instead of the peer's address
  Bytes payload;
};

class AsaTransport {
 public:
  virtual ~AsaTransport() = default;

  // Descriptors that become readable when receive() has something.
  virtual std::vector<int> descriptors() const = 0;
  // Sends in order; how many were taken. The rest is to be sent again later.
  virtual std::size_t send(const std::vector<AsaDatagram>& datagrams) = 0;
  // Appends a bounded number of datagrams from the peer; never waits.
  virtual void receive(std::vector<AsaDatagram>& into) = 0;
  // The interface test: ARP request or neighbour solicitation, echo to the peer and to all.
  virtual void probe(std::uint16_t sequence) = 0;

  // Answers to probes: ARP reply or advertisement, echo replies.
  std::uint64_t probe_answers() const { return probe_answers_; }
  std::uint64_t send_errors() const { return send_errors_; }

 protected:
  // Resolution goes on between tests, too: only what follows a probe is an answer to it.
  void expect_answers() { expected_answers_ = 3; }
  void count_answer() {
    if (expected_answers_ == 0) return;
    --expected_answers_;
    ++probe_answers_;
  }

  std::uint64_t send_errors_ = 0;

 private:
  unsigned expected_answers_ = 0;
  std::uint64_t probe_answers_ = 0;
};

Result<std::unique_ptr<AsaTransport>> open_kernel_transport(const AsaOptions& options);
Result<std::unique_ptr<AsaTransport>> open_tagged_transport(const AsaOptions& options);

// The MAC address of an interface in the caller's namespace.
Result<MacAddress> interface_mac(const std::string& interface);
// The options' hello destination as an IP address.
IpAddress asa_hello_destination(const AsaOptions& options);
IpAddress asa_broadcast(const AsaOptions& options, bool limited);

}  // namespace haguard
