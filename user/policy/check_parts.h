// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The parts of check_policy(), one idea each, and what they share. Only check*.cpp include this.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "policy/check.h"
#include "policy/roster.h"

namespace haguard {

class Problems {
 public:
  void error(const Peer& peer, std::string message, std::string hint = {}) {
    add(ProblemSeverity::kError, Subject::kPeer, peer.name, std::move(message), std::move(hint));
  }
  void error(const Flow& flow, std::string message, std::string hint = {}) {
    add(ProblemSeverity::kError, Subject::kFlow, flow.name, std::move(message), std::move(hint));
  }
  void error(std::string message, std::string hint) {
    add(ProblemSeverity::kError, Subject::kPolicy, {}, std::move(message), std::move(hint));
  }
  void warning(const Peer& peer, std::string message, std::string hint = {}) {
    add(ProblemSeverity::kWarning, Subject::kPeer, peer.name, std::move(message), std::move(hint));
  }
  void warning(const Flow& flow, std::string message, std::string hint = {}) {
    add(ProblemSeverity::kWarning, Subject::kFlow, flow.name, std::move(message), std::move(hint));
  }

  std::vector<Problem> take() { return std::move(problems_); }

 private:
  void add(ProblemSeverity severity, Subject subject, std::string name, std::string message,
           std::string hint) {
    problems_.push_back({severity, subject, std::move(name), std::move(message), std::move(hint)});
  }

  std::vector<Problem> problems_;
};

// Names, ports, and who owns which address.
void check_peers(const Policy& policy, const std::vector<std::string>& ports, Problems& problems);

// Each flow by itself: its peers, sides, literal addresses and tags; and two flows of one identity.
void check_flows(const Policy& policy, Problems& problems);

// Flows against each other, by the keys they expand to.
void check_overlaps(const Policy& policy, const Roster& roster, Problems& problems);

// What a pair needs beside its flows: ARP, neighbour discovery, and the way back.
void check_pairs(const Policy& policy, Problems& problems);

}  // namespace haguard
