// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// asa-unit: one unit of a SYNTHETIC ASA failover pair, for tests.
//
// It puts on the wire what is known to cross such a link from outside: IP protocols 105, 8 and 9,
// ARP or neighbour discovery, echo, in the published rhythm, and judges its own health by the
// published rules. The content of those protocols is unpublished: what is inside the datagrams here
// is made up, carries test counters only, and says nothing about the real format.
#include <fmt/format.h>

#include <cstdio>

#include "harness/asa/unit.h"

namespace {

int fail(const haguard::Error& error) {
  fmt::print(stderr, "asa-unit: {}\n", error.message);
  return static_cast<int>(error.kind);
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = haguard::parse_asa_options(argc, argv);
  if (!options.ok()) return fail(options.error());
  auto unit = haguard::AsaUnit::open(*options);
  if (!unit.ok()) return fail(unit.error());
  unit->run();
  return 0;
}
