// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/pseudo_terminal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace haguard {

Result<PseudoTerminal> PseudoTerminal::open(unsigned rows, unsigned columns) {
  Fd end(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  char name[64];
  const bool is_there = end.valid() && ::grantpt(end.get()) == 0 && ::unlockpt(end.get()) == 0 &&
                        ::ptsname_r(end.get(), name, sizeof name) == 0;
  const int error = errno;
  if (!is_there) return system_error("open a pseudo terminal", error);
  Fd command_end(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
  const int command_error = errno;
  if (!command_end.valid()) return system_error(fmt::format("open {}", name), command_error);
  PseudoTerminal terminal(std::move(end), std::move(command_end));
  HG_CHECK(terminal.resize(rows, columns));
  return terminal;
}

Status PseudoTerminal::type(const std::string& keys) const {
  const ssize_t size = ::write(end_.get(), keys.data(), keys.size());
  const int error = errno;
  if (size == static_cast<ssize_t>(keys.size())) return Done{};
  return system_error("type on a pseudo terminal", error);
}

Status PseudoTerminal::resize(unsigned rows, unsigned columns) const {
  const winsize size{static_cast<unsigned short>(rows), static_cast<unsigned short>(columns), 0, 0};
  const int error = ::ioctl(end_.get(), TIOCSWINSZ, &size) == 0 ? 0 : errno;
  if (error != 0) return system_error("resize a pseudo terminal", error);
  return Done{};
}

const std::string& PseudoTerminal::written() {
  char buffer[16384];
  for (ssize_t size = 0; (size = ::read(end_.get(), buffer, sizeof buffer)) > 0;)
    written_.append(buffer, static_cast<std::size_t>(size));
  return written_;
}

bool PseudoTerminal::is_cooked() const {
  termios mode{};
  return ::tcgetattr(command_end_.get(), &mode) == 0 && (mode.c_lflag & ICANON) != 0 &&
         (mode.c_lflag & ECHO) != 0;
}

void PseudoTerminal::hang_up() {
  command_end_.reset();
  end_.reset();
}

}  // namespace haguard
