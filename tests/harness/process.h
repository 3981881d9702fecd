// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Commands run by tests, in the foreground or the background, optionally inside a network
// namespace. The namespace is entered with setns() before exec: the mounts (bpffs, /sys) stay,
// which "ip netns exec" would replace. A child dies with the test that started it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

// Without any privilege.
inline constexpr uid_t kNobody = 65534;

struct Command {
  std::vector<std::string> argv;  // argv[0] is looked up in PATH
  int netns = -1;                 // descriptor of the network namespace to enter; -1: the caller's
  std::vector<std::pair<std::string, std::string>> environment{};  // on top of the caller's
  std::string input{};                                             // standard input
  std::optional<uid_t> user{};                                     // become this user and group
  std::vector<unsigned> capabilities{};  // CAP_*: all that the user keeps, and may ever get
  int terminal = -1;  // its session has this terminal, and so its three descriptors; -1: none
  std::chrono::milliseconds timeout = std::chrono::seconds(30);  // of run() only
};

struct Output {
  int exit_code = -1;  // 128 + signal when killed
  bool timed_out = false;
  std::string out;
  std::string err;

  bool ok() const { return exit_code == 0 && !timed_out; }
  std::string to_string() const;  // for the message of a failed test
};

// Runs to the end, or kills at the timeout. Fails only when the command cannot be started; an
// unknown program is exit code 127.
Result<Output> run(const Command& command);

// The output's `out`, or an Error that names the command and holds its standard error.
Result<std::string> run_ok(const Command& command);

// A command in the background. The destructor ends it: SIGTERM, then SIGKILL after two seconds.
class Process {
 public:
  // `interactive`: standard input is a pipe for write(); otherwise it is command.input.
  static Result<Process> start(const Command& command, bool interactive = false);

  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  pid_t pid() const { return pid_; }
  bool running();
  // What it has written so far.
  std::string out() const;
  std::string err() const;
  Status write(const std::string& text);
  void close_input() { input_.reset(); }
  void signal(int number) const;
  // Waits for the end. The exit code as in Output, or nothing when it still runs at the deadline.
  std::optional<int> wait(std::chrono::milliseconds deadline);
  // SIGTERM, then SIGKILL; the exit code.
  int stop(std::chrono::milliseconds grace = std::chrono::seconds(2));

 private:
  Process() = default;
  void end();

  pid_t pid_ = -1;
  Fd pidfd_;
  Fd out_;
  Fd err_;
  Fd input_;
  std::optional<int> exit_code_;
};

}  // namespace haguard
