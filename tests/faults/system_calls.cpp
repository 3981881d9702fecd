// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "faults/system_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <string_view>

#include "base/file.h"

namespace haguard {
namespace {

// They cannot fail, or nothing depends on it.
constexpr std::array<std::string_view, 12> kHarmless = {
    "close", "munmap", "futex",     "getpid", "geteuid", "getuid",
    "brk",   "uname",  "getrandom", "lseek",  "prctl",   "rt_sigaction"};

constexpr std::array<std::string_view, 16> kChanging = {
    "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat", "unlink",
    "rmdir", "unlinkat", "mkdir", "flock",     "mount",     "sendto", "sendmsg",  "exit_group"};

constexpr std::array<std::string_view, 10> kChangingBpf = {
    "BPF_MAP_CREATE",  "BPF_MAP_UPDATE_ELEM", "BPF_MAP_UPDATE_BATCH", "BPF_MAP_DELETE_ELEM",
    "BPF_MAP_FREEZE",  "BPF_PROG_LOAD",       "BPF_OBJ_PIN",          "BPF_LINK_CREATE",
    "BPF_LINK_UPDATE", "BPF_LINK_DETACH"};

template <typename List>
bool holds(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_changing(std::string_view name, std::string_view text) {
  if (name == "openat") return has(text, "O_WRONLY") || has(text, "O_RDWR") || has(text, "O_CREAT");
  if (name == "mmap") return has(text, "MAP_SHARED");
  if (name == "bpf")
    return std::any_of(kChangingBpf.begin(), kChangingBpf.end(),
                       [&](std::string_view one) { return has(text, one); });
  // A folder that is there already, a file that is gone already.
  const bool nothing_done = has(text, " = -1 E");
  return holds(kChanging, name) && !nothing_done;
}

// "1234  write(3, ..." and "write(3, ..." alike.
std::string_view without_pid(std::string_view line) {
  const std::size_t start = line.find_first_not_of("0123456789 ");
  return start == std::string_view::npos ? std::string_view() : line.substr(start);
}

Command traced(const Command& command, const std::vector<std::string>& options) {
  Command trace = command;
  trace.argv = {"strace", "-f", "-qq"};
  trace.argv.insert(trace.argv.end(), options.begin(), options.end());
  trace.argv.insert(trace.argv.end(), command.argv.begin(), command.argv.end());
  return trace;
}

}  // namespace

Result<std::vector<SystemCall>> list_system_calls(const Command& command,
                                                  const std::string& scratch) {
  const std::string file = scratch + "/calls";
  HG_CHECK(run_ok(traced(command, {"-o", file})));
  HG_TRY(const std::string text, read_file(file));
  std::vector<SystemCall> calls;
  std::map<std::string, unsigned> seen;
  // The loader opens its cache first and unmaps it last.
  bool loading = true;
  bool has_cache = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string_view call = without_pid(line);
    const std::string name(call.substr(0, call.find('(')));
    const unsigned nth = ++seen[name];
    has_cache = has_cache || has(call, "ld.so.cache");
    if (!loading && !holds(kHarmless, name))
      calls.push_back({name, nth, is_changing(name, call), std::string(call.substr(0, 120))});
    if (has_cache && name == "munmap") loading = false;
  }
  if (calls.empty() || calls.back().name != "exit_group")
    return failed(fmt::format("list the system calls in {}: it does not end with the exit", file));
  return calls;
}

Result<FaultRun> run_with_fault(const Command& command, const SystemCall& call,
                                const std::string& fault, const std::string& scratch) {
  const std::string file = scratch + "/fault";
  const std::string what = fault == kKill ? "signal=KILL" : "error=" + fault;
  HG_TRY(Output output,
         run(traced(command, {"-o", file, "-e", "trace=" + call.name, "-e",
                              fmt::format("inject={}:{}:when={}", call.name, what, call.nth)})));
  HG_TRY(const std::string text, read_file(file));
  const bool killed = output.exit_code == 128 + 9;
  const bool happened = fault == kKill ? killed : has(text, "(INJECTED)");
  return FaultRun{std::move(output), happened};
}

}  // namespace haguard
