// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "system/guest_haguard.h"

#include <catch2/catch.hpp>

#include "fixture/counted.h"
#include "fixture/must.h"

namespace haguard {

using nlohmann::json;

Output GuestHaguard::run(const std::string& script) const {
  return must(machine_->run(script));
}

std::string GuestHaguard::ok(const std::string& script) const {
  const Output output = run(script);
  INFO(script << "\n" << output.to_string());
  REQUIRE(output.exit_code == 0);
  return output.out;
}

json GuestHaguard::json(const std::string& words) const {
  const Output output = run("haguard " + words + " --json");
  INFO(words << "\n" << output.to_string());
  auto document = nlohmann::json::parse(output.out, nullptr, false);
  REQUIRE(document.is_object());
  REQUIRE(document["schema"] == 1);
  return document;
}

std::uint64_t GuestHaguard::frames(const std::string& reason,
                                   const std::string& disposition) const {
  return counted_frames(json("counters"), reason, disposition, "");
}

std::uint64_t GuestHaguard::hellos_of(const std::string& peer) const {
  std::uint64_t frames = 0;
  const auto flows = json("flows");
  for (const auto& flow : flows["flows"])
    if (flow["heartbeat"] == true && flow["from"] == peer)
      frames += flow["frames"].get<std::uint64_t>();
  return frames;
}

std::string GuestHaguard::xdp_links() const {
  return ok("bpftool link show | grep -A 1 'xdp'");
}

std::string GuestHaguard::to_string() const {
  return run("haguard status; haguard counters; haguard flows; haguard events; "
             "journalctl -b -u haguard --no-pager | tail -n 40; ip -s link")
      .to_string();
}

}  // namespace haguard
