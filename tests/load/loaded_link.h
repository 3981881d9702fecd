// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A link under load in both directions, with an ASA pair at its shortest hold time across it:
// attached, learned, accepted, enforcing. run() does something to it and then holds every frame to
// account. Load, bridge and what is done share the machine's CPUs.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "e2e/haguard_cli.h"
#include "harness/asa_pair.h"
#include "harness/lab.h"
#include "load/books.h"
#include "load/stream.h"

namespace haguard {

inline constexpr double kLeastRate = 200'000;  // legitimate frames per second, each way

// What is done to the link under load.
struct Work {
  unsigned row = 0;  // of the table of figures
  std::string name;
  std::uint64_t count = 0;
  std::function<void(std::uint64_t)> once;  // called so many times, with the number
  // The load is counted as a flow all along: nothing learns meanwhile.
  bool flows_counted = true;
  bool in_order = true;
};

enum class Guard : std::uint8_t { kHaguard, kNothing };

class LoadedLink {
 public:
  // Enforcing; or, to compare with, the bare bridge under XDP programs that pass everything. The
  // load stands still.
  explicit LoadedLink(Guard guard = Guard::kHaguard);

  const Lab& lab() const { return lab_; }
  const HaguardCli& cli() const { return cli_; }
  // 0: from unit-a to unit-b, 1: back.
  Stream& stream(std::size_t direction) { return *streams_.at(direction); }

  // While intruders are forbidden, one that arrives is a failure. That is so when the work begins.
  void forbid_intruders();
  void allow_intruders();

  // Puts the load on, does the work, takes the load off, checks everything and saves the figures.
  void run(const Work& work);

  // The parts of run(), for tests of the load itself.
  void start(bool with_intruders);
  void stop();
  Books books();
  std::string to_string();

 private:
  void learn_and_enforce();
  void pass_everything();

  bool guarded_;
  Lab lab_;
  HaguardCli cli_;
  AsaPair pair_;
  std::array<std::unique_ptr<Stream>, 2> streams_;
};

}  // namespace haguard
