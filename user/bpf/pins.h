// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Where things are pinned:
//   <bpffs>/v<ABI>/<link>/<map>     the maps of a link
//   <bpffs>/v<ABI>/<link>/prog_<N>  the program of its port N, egress_<N> that of its egress
//   <bpffs>/links/<link>/<port>     the XDP links, which keep the programs attached
// The ABI version stands in the path, so that maps of another meaning are never opened.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace haguard {

class Pins {
 public:
  explicit Pins(std::string bpffs) : root_(std::move(bpffs)) {}

  const std::string& root() const { return root_; }
  std::string maps_of(const std::string& link) const;
  std::string map(const std::string& link, const std::string& name) const;
  std::string program(const std::string& link, std::size_t side) const;
  std::string egress(const std::string& link, std::size_t side) const;
  std::string ports_of(const std::string& link) const;
  std::string port(const std::string& link, const std::string& interface) const;

  // Makes the root a bpffs of mode 0700: uses it if it is one, mounts one if not.
  Status ensure_mounted() const;

  // Paths of what is pinned for its ports; empty when nothing is.
  Result<std::vector<std::string>> port_pins(const std::string& link) const;

  // ABI versions other than this one's under which the link has maps pinned.
  Result<std::vector<std::string>> other_versions(const std::string& link) const;

  // Names of the links that have maps pinned, sorted; empty when nothing is pinned.
  Result<std::vector<std::string>> links() const;

  Status make_folders(const std::string& link) const;
  // Unpins everything of the link, of every ABI version, XDP links first, and removes its folders.
  // Absent is fine.
  Status remove(const std::string& link) const;

 private:
  std::string root_;
};

// Where what is to take the place of a pin stands, until it is renamed over it. '%' and no hex
// digits: the encoded name of no interface.
std::string next_of(const std::string& pin);

// Atomic; takes the place of what is pinned at `to`.
Status rename_pin(const std::string& from, const std::string& to);

}  // namespace haguard
