// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Tells when an interface of this network namespace came, went or changed.
#pragma once

#include <memory>

#include "base/result.h"

struct mnl_socket;

namespace haguard {

class LinkMonitor {
 public:
  // From now on; what there was before is the caller's to look at.
  static Result<LinkMonitor> open();

  // Readable when there is news.
  int fd() const;
  // Takes what there is. True where something changed, also when the kernel had to leave some of it
  // out: look at everything then.
  bool drain() const;

 private:
  struct Close {
    void operator()(mnl_socket* socket) const;
  };
  explicit LinkMonitor(mnl_socket* socket) : socket_(socket) {}
  std::unique_ptr<mnl_socket, Close> socket_;
};

}  // namespace haguard
