// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Output goes to memory files, so a child never blocks on a full pipe and everything it wrote can
// be read at any time. Between fork and exec only async-signal-safe calls are made.
#include "harness/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <grp.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include "base/contains.h"

namespace haguard {
namespace {

Result<Fd> memory_file(const char* name) {
  Fd fd(::memfd_create(name, MFD_CLOEXEC));
  const int error = errno;
  if (!fd.valid()) return system_error("make a memory file", error);
  if (::fcntl(fd.get(), F_SETFL, O_APPEND) != 0) {
    const int flag_error = errno;
    return system_error("set append mode on a memory file", flag_error);
  }
  return fd;
}

Result<Fd> input_file(const std::string& content) {
  HG_TRY(Fd fd, memory_file("stdin"));
  const ssize_t written = ::write(fd.get(), content.data(), content.size());
  const int error = errno;
  if (written != static_cast<ssize_t>(content.size())) {
    return system_error("write a command's standard input", error);
  }
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

std::string read_all(const Fd& fd) {
  std::string text;
  char buffer[16384];
  while (true) {
    const ssize_t got = ::pread(fd.get(), buffer, sizeof(buffer), static_cast<off_t>(text.size()));
    if (got <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

// Everything the child needs, made before the fork.
struct Prepared {
  std::vector<char*> argv;
  std::vector<std::string> environment_text;
  std::vector<char*> environment;
};

Prepared prepare(const Command& command) {
  Prepared ready;
  for (const auto& word : command.argv)
    ready.argv.push_back(const_cast<char*>(word.c_str()));
  ready.argv.push_back(nullptr);
  for (const auto& [name, value] : command.environment) {
    ready.environment_text.push_back(fmt::format("{}={}", name, value));
  }
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const bool replaced =
        std::any_of(command.environment.begin(), command.environment.end(),
                    [&](const auto& pair) { return text.substr(0, text.find('=')) == pair.first; });
    if (!replaced) ready.environment.push_back(*entry);
  }
  for (auto& text : ready.environment_text)
    ready.environment.push_back(text.data());
  ready.environment.push_back(nullptr);
  return ready;
}

// Nothing that is run later can get a capability that is not of these.
bool bound_to(const std::vector<unsigned>& capabilities) {
  for (unsigned one = 0; ::prctl(PR_CAPBSET_READ, one, 0, 0, 0) >= 0; ++one)
    if (!contains(capabilities, one) && ::prctl(PR_CAPBSET_DROP, one, 0, 0, 0) != 0) return false;
  return true;
}

// They outlast the exec: ambient.
bool keep(const std::vector<unsigned>& capabilities) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  for (const unsigned one : capabilities) {
    auto& set = sets[CAP_TO_INDEX(one)];
    set.effective |= CAP_TO_MASK(one);
    set.permitted = set.inheritable = set.effective;
  }
  if (::syscall(SYS_capset, &header, sets.data()) != 0) return false;
  return std::all_of(capabilities.begin(), capabilities.end(), [](unsigned one) {
    return ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, one, 0, 0) == 0;
  });
}

bool become(uid_t user, const std::vector<unsigned>& capabilities) {
  return bound_to(capabilities) && ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 &&
         ::setgroups(0, nullptr) == 0 && ::setgid(user) == 0 && ::setuid(user) == 0 &&
         keep(capabilities);
}

// A session of its own, as a login makes it.
bool take_terminal(int terminal) {
  return ::setsid() >= 0 && ::ioctl(terminal, TIOCSCTTY, 0) == 0;
}

[[noreturn]] void child(const Command& command, const Prepared& ready, int in, int out, int err,
                        pid_t parent) {
  const int terminal = command.terminal;
  if (terminal >= 0 && !take_terminal(terminal)) ::_exit(126);
  ::dup2(terminal >= 0 ? terminal : in, 0);
  ::dup2(terminal >= 0 ? terminal : out, 1);
  ::dup2(terminal >= 0 ? terminal : err, 2);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (command.netns >= 0 && ::setns(command.netns, CLONE_NEWNET) != 0) ::_exit(126);
  if (command.user && !become(*command.user, command.capabilities)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);
  ::execvpe(ready.argv[0], ready.argv.data(), ready.environment.data());
  ::_exit(127);
}

int exit_code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<Process> Process::start(const Command& command, bool interactive) {
  if (command.argv.empty()) return usage("start a command: no words given");
  Process process;
  HG_TRY(process.out_, memory_file("stdout"));
  HG_TRY(process.err_, memory_file("stderr"));
  Fd input;
  if (interactive) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      const int error = errno;
      return system_error("make a pipe", error);
    }
    input = Fd(ends[0]);
    process.input_ = Fd(ends[1]);
  } else {
    HG_TRY(input, input_file(command.input));
  }
  const Prepared ready = prepare(command);
  const pid_t parent = ::getpid();
  process.pid_ = ::fork();
  const int error = errno;
  if (process.pid_ < 0) return system_error(fmt::format("fork for {}", command.argv[0]), error);
  if (process.pid_ == 0) {
    child(command, ready, input.get(), process.out_.get(), process.err_.get(), parent);
  }
  process.pidfd_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, process.pid_, 0)));
  const int pidfd_error = errno;
  if (!process.pidfd_.valid()) return system_error("open a process descriptor", pidfd_error);
  return process;
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)),
      input_(std::move(other.input_)),
      exit_code_(other.exit_code_) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this == &other) return *this;
  end();
  pid_ = std::exchange(other.pid_, -1);
  pidfd_ = std::move(other.pidfd_);
  out_ = std::move(other.out_);
  err_ = std::move(other.err_);
  input_ = std::move(other.input_);
  exit_code_ = other.exit_code_;
  return *this;
}

Process::~Process() {
  end();
}

void Process::end() {
  if (pid_ > 0) stop();
}

std::string Process::out() const {
  return read_all(out_);
}
std::string Process::err() const {
  return read_all(err_);
}

void Process::signal(int number) const {
  if (pid_ > 0 && !exit_code_) ::kill(pid_, number);
}

bool Process::running() {
  return !wait(std::chrono::milliseconds(0)).has_value();
}

Status Process::write(const std::string& text) {
  // A child that ended must not end the test by SIGPIPE.
  struct sigaction ignore {};
  struct sigaction before {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  const ssize_t written = ::write(input_.get(), text.data(), text.size());
  const int error = errno;
  ::sigaction(SIGPIPE, &before, nullptr);
  if (written == static_cast<ssize_t>(text.size())) return Done{};
  return system_error(fmt::format("write to process {}", pid_), error);
}

std::optional<int> Process::wait(std::chrono::milliseconds deadline) {
  if (exit_code_ || pid_ <= 0) return exit_code_;
  pollfd entry{pidfd_.get(), POLLIN, 0};
  if (::poll(&entry, 1, static_cast<int>(deadline.count())) <= 0) return {};
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) return {};
  exit_code_ = exit_code_of(status);
  return exit_code_;
}

int Process::stop(std::chrono::milliseconds grace) {
  signal(SIGTERM);
  if (const auto code = wait(grace)) return *code;
  signal(SIGKILL);
  return wait(std::chrono::seconds(10)).value_or(-1);
}

Result<Output> run(const Command& command) {
  HG_TRY(Process process, Process::start(command));
  Output output;
  const auto code = process.wait(command.timeout);
  output.timed_out = !code.has_value();
  output.exit_code = code ? *code : process.stop();
  output.out = process.out();
  output.err = process.err();
  return output;
}

Result<std::string> run_ok(const Command& command) {
  HG_TRY(Output output, run(command));
  if (output.ok()) return std::move(output.out);
  return failed(fmt::format("run {}: {}", fmt::join(command.argv, " "), output.to_string()));
}

std::string Output::to_string() const {
  return fmt::format("exit code {}{}\n--- stdout\n{}--- stderr\n{}", exit_code,
                     timed_out ? " (timed out)" : "", out, err);
}

}  // namespace haguard
