// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A Debian 12 with systemd in an emulated machine (image/, make-image), and a shell in it: scripts
// go in, exit code and output come out, over a serial port that nobody else uses. It outlasts
// reboots of the guest. An emulator is slow: whatever waits here waits for minutes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "harness/process.h"
#include "harness/scratch.h"

namespace haguard {

// A network card of the guest (virtio_net).
struct Nic {
  std::string mac;
  std::vector<Fd> cable;  // make_tap(): one for each queue pair
  std::string options{};  // more for the device: "ctrl_guest_offloads=off"
};

struct EmulatorOptions {
  std::string image;  // what make-image printed
  std::string files;  // a tar archive that is the guest's second disk; "": none
  std::vector<Nic> nics{};
};

class EmulatedMachine {
 public:
  // Starts it. Returns while it boots. The cables are the emulator's alone from then on.
  static Result<EmulatedMachine> boot(EmulatorOptions options);

  // Runs a script in the guest's bash, as root, as soon as the guest is up to it.
  Result<Output> run(const std::string& script,
                     std::chrono::milliseconds deadline = std::chrono::minutes(4));
  // The output of one that must succeed.
  Result<std::string> run_ok(const std::string& script);
  // Until what is to start at boot has started; fails where a unit failed.
  Status wait_until_up();
  // Restarts the guest, not the emulator. Returns as soon as the next boot takes commands.
  Status reboot();

  // The kernel's and systemd's messages, for that of a failed test.
  std::string console() const;

 private:
  EmulatedMachine(TempDir scratch, Process emulator)
      : scratch_(std::move(scratch)), emulator_(std::move(emulator)) {}
  Status send(const std::string& bytes) const;
  // Reads on until `pending_` has `size` bytes.
  Status fill(std::size_t size, std::chrono::steady_clock::time_point end);
  Result<std::string> take_line(std::chrono::steady_clock::time_point end);
  Result<std::string> take(std::size_t size, std::chrono::steady_clock::time_point end);

  TempDir scratch_;
  Process emulator_;
  Fd commands_;
  std::string pending_;  // received, not taken yet
  std::uint64_t number_ = 0;
};

}  // namespace haguard
