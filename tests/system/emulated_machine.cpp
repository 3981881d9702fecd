// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "system/emulated_machine.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdio>

#include "base/file.h"
#include "harness/poll.h"

namespace haguard {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr const char* kConsole = "/console";
constexpr const char* kCommands = "/commands";

// q35 with every device named. A slow emulator may miss the kernel's check of its timer:
// no_timer_check.
Command emulator_command(const EmulatorOptions& options, const std::string& scratch) {
  std::vector<std::string> argv = {
      "nice",
      "qemu-system-x86_64",
      "-machine",
      "q35,accel=tcg",
      "-cpu",
      "max",
      "-smp",
      "2",
      "-m",
      "1G",
      "-nodefaults",
      "-display",
      "none",
      "-kernel",
      options.image + "/vmlinuz",
      "-initrd",
      options.image + "/initrd",
      "-append",
      "root=LABEL=root rw console=ttyS0 no_timer_check systemd.show_status=1",
      "-drive",
      fmt::format("file={}/disk,if=virtio,format=raw,snapshot=on,cache=unsafe", options.image),
      "-chardev",
      fmt::format("file,id=console,path={}{}", scratch, kConsole),
      "-serial",
      "chardev:console",
      "-device",
      "virtio-serial-pci",
      "-chardev",
      fmt::format("socket,id=commands,path={}{},server=on,wait=on", scratch, kCommands),
      "-device",
      "virtserialport,chardev=commands,name=commands"};
  const auto add = [&](const char* option, std::string value) {
    argv.insert(argv.end(), {option, std::move(value)});
  };
  if (!options.files.empty()) {
    add("-drive", fmt::format("file={},if=virtio,format=raw,readonly=on", options.files));
  }
  for (std::size_t number = 0; number < options.nics.size(); ++number) {
    const Nic& nic = options.nics[number];
    std::vector<int> queues;
    for (const Fd& queue : nic.cable)
      queues.push_back(queue.get());
    add("-netdev", fmt::format("tap,id=cable{},fds={}", number, fmt::join(queues, ":")));
    add("-device", fmt::format("virtio-net-pci,netdev=cable{},mac={}{}{}", number, nic.mac,
                               nic.options.empty() ? "" : ",", nic.options));
  }
  // The disk's changes go to a file of its own, in here.
  return {.argv = std::move(argv), .environment = {{"TMPDIR", scratch}}};
}

// What a process that is started has open, too.
Status let_inherit(const std::vector<Nic>& nics) {
  for (const Nic& nic : nics)
    for (const Fd& queue : nic.cable)
      if (::fcntl(queue.get(), F_SETFD, 0) != 0) {
        const int error = errno;
        return system_error("hand a tap to the emulator", error);
      }
  return Done{};
}

Result<Fd> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return failed(fmt::format("{}: too long", path));
  path.copy(address.sun_path, path.size());
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int error = errno;
  if (!fd.valid()) return system_error("make a socket", error);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return fd;
  }
  const int connect_error = errno;
  return system_error(fmt::format("connect to {}", path), connect_error);
}

}  // namespace

Result<EmulatedMachine> EmulatedMachine::boot(EmulatorOptions options) {
  HG_TRY(TempDir scratch, TempDir::create());
  const Command command = emulator_command(options, scratch.path());
  HG_CHECK(let_inherit(options.nics));
  HG_TRY(Process emulator, Process::start(command));
  options.nics.clear();
  EmulatedMachine machine(std::move(scratch), std::move(emulator));
  const std::string path = machine.scratch_.path() + kCommands;
  const bool connected = eventually(minutes(1), [&] {
    auto socket = connect_to(path);
    if (socket.ok()) machine.commands_ = std::move(*socket);
    return socket.ok() || !machine.emulator_.running();
  });
  if (connected && machine.commands_.valid()) return machine;
  return failed("start an emulated machine: " + machine.emulator_.err());
}

Status EmulatedMachine::send(const std::string& bytes) const {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t done =
        ::send(commands_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    const int error = errno;
    if (done < 0) return system_error("send a script to the guest", error);
    sent += static_cast<std::size_t>(done);
  }
  return Done{};
}

Status EmulatedMachine::fill(std::size_t size, steady_clock::time_point end) {
  while (pending_.size() < size) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - steady_clock::now()).count();
    pollfd entry{commands_.get(), POLLIN, 0};
    if (left <= 0 || ::poll(&entry, 1, static_cast<int>(left)) <= 0) {
      return failed("wait for the guest's answer: none before the deadline");
    }
    char buffer[16384];
    const ssize_t got = ::recv(commands_.get(), buffer, sizeof buffer, 0);
    if (got <= 0) return failed("wait for the guest's answer: the emulator ended");
    pending_.append(buffer, static_cast<std::size_t>(got));
  }
  return Done{};
}

Result<std::string> EmulatedMachine::take_line(steady_clock::time_point end) {
  auto found = pending_.find('\n');
  while (found == std::string::npos) {
    HG_CHECK(fill(pending_.size() + 1, end));
    found = pending_.find('\n');
  }
  HG_TRY(std::string line, take(found + 1, end));
  line.pop_back();
  return line;
}

Result<std::string> EmulatedMachine::take(std::size_t size, steady_clock::time_point end) {
  HG_CHECK(fill(size, end));
  std::string bytes = pending_.substr(0, size);
  pending_.erase(0, size);
  return bytes;
}

Result<Output> EmulatedMachine::run(const std::string& script, milliseconds deadline) {
  const auto end = steady_clock::now() + deadline;
  const std::uint64_t number = ++number_;
  HG_CHECK(send(fmt::format("\nrun {} {}\n{}", number, script.size(), script)));
  // Answers to scripts that nobody waited for come first.
  while (true) {
    HG_TRY(const std::string line, take_line(end));
    unsigned long long answered = 0;
    std::size_t out_size = 0;
    std::size_t err_size = 0;
    Output output;
    if (std::sscanf(line.c_str(), "ran %llu %d %zu %zu", &answered, &output.exit_code, &out_size,
                    &err_size) != 4)
      continue;
    HG_TRY(output.out, take(out_size, end));
    HG_TRY(output.err, take(err_size, end));
    if (answered == number) return output;
  }
}

Result<std::string> EmulatedMachine::run_ok(const std::string& script) {
  HG_TRY(Output output, run(script));
  if (output.ok()) return std::move(output.out);
  return failed(fmt::format("run {} in the guest: {}", script, output.to_string()));
}

Status EmulatedMachine::wait_until_up() {
  HG_TRY(const Output state, run("systemctl is-system-running --wait"));
  if (state.ok()) return Done{};
  HG_TRY(const Output units, run("systemctl --failed; journalctl -b -p warning --no-pager"));
  return failed(fmt::format("boot the guest: {}{}", state.out, units.out));
}

Status EmulatedMachine::reboot() {
  constexpr const char* kBootId = "cat /proc/sys/kernel/random/boot_id";
  HG_TRY(const std::string before, run_ok(kBootId));
  // The answer may come, or be ended with the one who was to give it.
  const auto asked = run("systemctl --no-block reboot", seconds(5));
  if (asked.ok() && !asked->ok())
    return failed("reboot the guest: it refuses to: " + asked->to_string());
  // A script that the guest took and did not come to answer is lost: it is sent again.
  const bool back = eventually(
      minutes(5),
      [&] {
        const auto now = run(kBootId, seconds(5));
        return now.ok() && now->ok() && now->out != before;
      },
      milliseconds(200));
  if (back) return wait_until_up();
  return failed("reboot the guest: it did not come back\n" + console());
}

std::string EmulatedMachine::console() const {
  const auto text = read_file(scratch_.path() + kConsole);
  return text.ok() ? *text : text.error().message;
}

}  // namespace haguard
