// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A lab whose daemon serves its metrics, asked by curl in the same namespace.
#pragma once

#include <sys/socket.h>

#include <string>
#include <vector>

#include "metrics/metrics_lab.h"

namespace haguard {

struct Answer {
  int status = 0;  // of HTTP; 0: nobody answered
  std::string headers;
  std::string body;
};

class ServedLab : public MetricsLab {
 public:
  // `metrics`: the lines of [metrics]. `more`: further lines of [link.rooms].
  explicit ServedLab(const std::string& metrics = "", const std::string& more = "");

  void write_metrics_config(const std::string& metrics, const std::string& more = "") const;
  // curl in the firewall, with these words and an end to its patience.
  Answer ask(std::vector<std::string> words) const;
  // Of /metrics at the usual address, which must answer.
  std::string page() const;
  Exposition served() const { return Exposition::parse(page()); }
  // A socket of the firewall that `take` (::bind, ::connect) has put to the usual address.
  Fd socket_by(int (*take)(int, const sockaddr*, socklen_t)) const;
  // Somebody else listens at the usual address.
  Fd occupied_port() const;
  // A file of the lab that only its owner reads.
  std::string secret_file(const std::string& name, const std::string& content) const;
};

inline constexpr const char* kServedUrl = "http://127.0.0.1:9465/metrics";

}  // namespace haguard
