// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// xdp-filter's own programs, out of Debian's package, with their maps filled as its command fills
// them. They are loaded plainly: the dispatcher that it normally puts in front needs freplace.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/address.h"
#include "base/result.h"

struct bpf_object;

namespace haguard {

class XdpFilter {
 public:
  // `name` as Debian names the object: "xdpfilt_dny_ip" passes what is listed, "xdpfilt_alw_ip"
  // drops it. kNotFound where the package is not installed.
  static Result<XdpFilter> load(const std::string& name);

  Status list_source(const IpAddress& ipv4) const;
  Status list_udp_destination(std::uint16_t port) const;

  int program() const { return program_; }
  Result<std::uint32_t> verified_instructions() const;
  // Frames for which it returned this XDP code.
  Result<std::uint64_t> counted(std::uint32_t verdict) const;

 private:
  struct Close {
    void operator()(bpf_object* object) const;
  };
  XdpFilter(bpf_object* object, int program) : object_(object), program_(program) {}
  Status list(const char* map, const void* key, std::uint64_t flags) const;
  std::unique_ptr<bpf_object, Close> object_;
  int program_;
};

}  // namespace haguard
