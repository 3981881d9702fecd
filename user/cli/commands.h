// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The commands, one function each, and the options they take. options_*.cpp fill the options;
// each command stands in the file of its name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/context.h"
#include "haguard/abi.h"

namespace haguard {

struct AttachArguments {
  std::string link;
  std::vector<std::string> ports;
  std::string system;
  std::string scope;
  std::vector<std::uint16_t> vlan;
  bool generic = false;
  std::string latency;          // empty: config or default
  std::string forward;          // empty: config, or as the last time
  std::uint32_t max_flows = 0;  // 0: config or default
  bool force = false;           // past the gate
};
Status run_attach(const Context& context, const AttachArguments& arguments);

struct DetachArguments {
  std::string link;
  bool force = false;  // past the gate
};
Status run_detach(const Context& context, const DetachArguments& arguments);

struct ForwardArguments {
  std::string link;
  bool json = false;
  std::string set;     // "kernel", "redirect": instead of showing
  bool force = false;  // past the gate
};
Status run_forward(const Context& context, const ForwardArguments& arguments);

struct LinkArguments {
  std::string link;
  bool json = false;
};
Status run_status(const Context& context, const LinkArguments& arguments);
Status run_flows(const Context& context, const LinkArguments& arguments);
Status run_peers(const Context& context, const LinkArguments& arguments);
Status run_mode(const Context& context, const LinkArguments& arguments);
Status run_confirm(const Context& context, const LinkArguments& arguments);

struct ReviewArguments {
  std::string link;
  bool json = false;
  bool discard = false;  // instead of showing it
};
Status run_review(const Context& context, const ReviewArguments& arguments);

struct AcceptArguments {
  std::string link;
  std::string comment;
  std::string confirm;  // duration: then back to audit, unless confirmed; empty: for good
  bool force = false;   // past the gate
};
Status run_accept(const Context& context, const AcceptArguments& arguments);

struct UpgradeArguments {
  std::string link;
  bool again = false;  // also for the program that is there already
};
Status run_upgrade(const Context& context, const UpgradeArguments& arguments);

struct EventsArguments {
  std::string link;
  bool json = false;
  bool follow = false;    // and those to come, until Ctrl-C
  std::string since;      // duration: only what is younger; empty: all
  std::size_t count = 0;  // the newest ones; 0: all
};
Status run_events(const Context& context, const EventsArguments& arguments);

struct CountersArguments {
  std::string link;
  bool json = false;
  bool all = false;  // also reasons that were never counted
};
Status run_counters(const Context& context, const CountersArguments& arguments);

struct MetricsArguments {
  std::string output;  // a file, replaced whole; empty: standard output
};
Status run_metrics(const Context& context, const MetricsArguments& arguments);

struct ModeArguments {
  std::string link;
  hg_mode mode = HG_MODE_BYPASS;
  std::string confirm;  // duration; enforce only
  bool force = false;   // past the gate; enforce only
};
Status run_set_mode(const Context& context, const ModeArguments& arguments);

struct LearnArguments {
  std::string link;
  std::string duration;            // empty: until Ctrl-C
  std::vector<std::string> peers;  // NAME=ADDRESS[,ADDRESS]@PORT
  std::string system;
  std::string pcap;  // a capture instead of the live link
};
Status run_learn(const Context& context, const LearnArguments& arguments);

struct LatencyArguments {
  std::string link;
  bool json = false;
  std::string duration;  // only what comes in this time; empty: since the link was attached
  std::string set;       // "off", "heartbeats", "sampled": instead of showing anything
};
Status run_latency(const Context& context, const LatencyArguments& arguments);

struct DropsArguments {
  std::string link;
  bool json = false;
  std::string duration;     // empty: until Ctrl-C
  std::uint64_t count = 0;  // 0: no limit
};
Status run_drops(const Context& context, const DropsArguments& arguments);

struct ReplayArguments {
  std::string capture;
  std::string link;
  std::string policy;              // a file; "-" is standard input
  bool candidate = false;          // instead of the policy in force
  std::vector<std::string> peers;  // NAME=ADDRESS[,ADDRESS]@PORT
  bool strict = false;             // a dropped frame is an error
  bool json = false;
};
Status run_replay(const Context& context, const ReplayArguments& arguments);

struct ExplainArguments {
  std::vector<std::string> words;  // a link, and the bytes of the frame; "-" is standard input
  std::string port;
  std::string policy;
  bool candidate = false;
  std::size_t length = 0;  // of the frame on the wire; 0: as its bytes say
  bool json = false;
};
Status run_explain(const Context& context, const ExplainArguments& arguments);

struct TopArguments {
  std::string link;  // empty: all of them
  std::string every = "1s";
  std::string order = "rate";
  std::uint64_t count = 0;  // 0: until it is ended
};
Status run_top(const Context& context, const TopArguments& arguments);

struct RunArguments {
  bool once = false;
};
Status run_run(const Context& context, const RunArguments& arguments);

struct DoctorArguments {
  std::string link;
  std::vector<std::string> ports;  // of a link that is not attached yet
  bool json = false;
  bool all = false;  // also what is fine
};
Status run_doctor(const Context& context, const DoctorArguments& arguments);

struct PolicyArguments {
  std::string link;
  bool json = false;
  bool candidate = false;          // the candidate instead of the policy in force
  std::string file;                // check, apply; "-" is standard input
  std::string format;              // export
  std::string comment;             // apply, rollback: for the history
  std::string confirm;             // apply, rollback: as of AcceptArguments
  bool force = false;              // apply, rollback: past the gate
  std::vector<std::string> words;  // diff, rollback: a link, generations
};

struct NewPolicyArguments {
  std::string link;
  std::string system;
  std::vector<std::string> peers;  // two, NAME=ADDRESS[,ADDRESS]@PORT
};
Status run_policy_new(const Context& context, const NewPolicyArguments& arguments);

Status run_policy_show(const Context& context, const PolicyArguments& arguments);
Status run_policy_diff(const Context& context, const PolicyArguments& arguments);
Status run_policy_check(const Context& context, const PolicyArguments& arguments);
Status run_policy_apply(const Context& context, const PolicyArguments& arguments);
Status run_policy_export(const Context& context, const PolicyArguments& arguments);
Status run_policy_history(const Context& context, const PolicyArguments& arguments);
Status run_policy_rollback(const Context& context, const PolicyArguments& arguments);

}  // namespace haguard
