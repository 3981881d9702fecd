// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Two pipes, read until both are closed; then the exit code.
#include "base/run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>

#include "base/clock.h"
#include "base/fd.h"

namespace haguard {
namespace {

constexpr std::uint64_t kPatienceNs = 10'000'000'000U;
constexpr std::uint64_t kNsPerMs = 1'000'000U;

struct Pipe {
  Fd read;
  Fd write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  const int error = ::pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
  if (error != 0) return system_error("make a pipe", error);
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// Empty where there is none.
std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  // The administrator's tools are not in everybody's PATH.
  std::istringstream folders(std::string(path == nullptr ? "/usr/bin:/bin" : path) +
                             ":/usr/sbin:/sbin");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (std::string file = fmt::format("{}/{}", folder, name); ::access(file.c_str(), X_OK) == 0)
      return file;
  return {};
}

Result<pid_t> spawn(const std::string& file, const std::vector<std::string>& argv, int out,
                    int err) {
  std::vector<char*> words;
  words.reserve(argv.size() + 1);
  for (const std::string& word : argv)
    words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  // A program that expects SIGPIPE to end it gets it.
  posix_spawnattr_t attributes;
  sigset_t defaults;
  ::sigemptyset(&defaults);
  ::sigaddset(&defaults, SIGPIPE);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, file.c_str(), &actions, &attributes, words.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return system_error(fmt::format("run {}", file), error);
  return pid;
}

// What both pipes give until they are closed; false when that takes too long.
bool drain(const std::array<int, 2>& fds, std::array<std::string, 2>& texts) {
  std::array<pollfd, 2> waiting = {pollfd{fds[0], POLLIN, 0}, pollfd{fds[1], POLLIN, 0}};
  const std::uint64_t give_up = monotonic_ns() + kPatienceNs;
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    const std::uint64_t now = monotonic_ns();
    if (now >= give_up) return false;
    ::poll(waiting.data(), waiting.size(), static_cast<int>((give_up - now) / kNsPerMs) + 1);
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
      char buffer[65536];
      const ssize_t got = ::read(waiting[i].fd, buffer, sizeof buffer);
      if (got > 0) texts[i].append(buffer, static_cast<std::size_t>(got));
      if (got <= 0) waiting[i].fd = -1;
    }
  }
  return true;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Result<std::string> run_program(const std::vector<std::string>& argv) {
  const std::string words = fmt::format("{}", fmt::join(argv, " "));
  const std::string file = find_program(argv.front());
  if (file.empty())
    return not_found(fmt::format("run {}: {} is not installed", words, argv.front()));
  HG_TRY(Pipe out, make_pipe());
  HG_TRY(Pipe err, make_pipe());
  HG_TRY(const pid_t pid, spawn(file, argv, out.write.get(), err.write.get()));
  out.write.reset();
  err.write.reset();
  std::array<std::string, 2> texts;
  const bool in_time = drain({out.read.get(), err.read.get()}, texts);
  if (!in_time) ::kill(pid, SIGKILL);
  const int code = wait_for(pid);
  if (!in_time) return failed(fmt::format("run {}: no answer in ten seconds", words));
  if (code == 0) return texts[0];
  const std::string first = texts[1].substr(0, texts[1].find('\n'));
  return failed(
      fmt::format("run {}: {}", words, first.empty() ? fmt::format("exit code {}", code) : first));
}

}  // namespace haguard
