// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Escape sequences that every terminal of the last decades knows (xterm's, which the Linux console,
// tmux and screen take too); a library would bring a database of others.
#include "base/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace haguard {
namespace {

// The other screen, without cursor, lines that end at its edge; and back.
constexpr std::string_view kEnter = "\033[?1049h\033[?25l\033[?7l\033[2J";
constexpr std::string_view kLeave = "\033[?7h\033[?25h\033[?1049l";
// A terminal that knows these shows what is between them at once.
constexpr std::string_view kBegin = "\033[?2026h";
constexpr std::string_view kEnd = "\033[J\033[?2026l";
constexpr std::string_view kRestOfLine = "\033[K";
constexpr int kLeaveMs = 500;  // longer is not waited for a terminal that takes nothing

sigset_t followed_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int one : {SIGWINCH, SIGTSTP, SIGCONT})
    ::sigaddset(&signals, one);
  return signals;
}

// A terminal takes all of it, or waits; less is written where a signal came.
Status write_text(std::string_view text) {
  const int error = ::write(STDOUT_FILENO, text.data(), text.size()) < 0 ? errno : 0;
  if (error == 0 || error == EINTR) return Done{};
  return system_error("draw on the terminal", error);
}

// Keys come at once and are not shown. Signals still come of Ctrl-C and Ctrl-Z, but not of Ctrl-\,
// which would leave the screen as it is; Ctrl-S would stop the drawing.
termios with_single_keys(termios mode) {
  mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  mode.c_iflag &= ~static_cast<tcflag_t>(IXON);
  mode.c_cc[VQUIT] = _POSIX_VDISABLE;
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  return mode;
}

// An arrow or a function key is one that means nothing here, not the letters that it is made of.
std::string without_sequences(std::string_view typed) {
  std::string keys;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    if (typed[i] != '\033') {
      keys += typed[i];
      continue;
    }
    const bool is_sequence = i + 1 < typed.size() && (typed[i + 1] == '[' || typed[i + 1] == 'O');
    if (!is_sequence) continue;
    for (i += 2; i < typed.size() && (typed[i] < 0x40 || typed[i] == 0x7f);)
      ++i;
  }
  return keys;
}

}  // namespace

bool can_draw() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) != 0 && kind != nullptr && std::string_view(kind) != "dumb";
}

Result<Terminal> Terminal::open() {
  const sigset_t signals = followed_signals();
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  Terminal terminal(Fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)));
  const int error = errno;
  if (!terminal.signals_.valid()) return system_error("follow the terminal's size", error);
  terminal.has_keys_ = ::tcgetattr(STDIN_FILENO, &terminal.before_) == 0;
  HG_CHECK(terminal.enter());
  return terminal;
}

Terminal::Terminal(Terminal&& other) noexcept
    : signals_(std::move(other.signals_)),
      entered_(std::exchange(other.entered_, false)),
      has_keys_(other.has_keys_),
      before_(other.before_) {}

Terminal::~Terminal() {
  if (!entered_) return;
  leave();
  const sigset_t signals = followed_signals();
  ::sigprocmask(SIG_UNBLOCK, &signals, nullptr);
}

Status Terminal::enter() {
  entered_ = true;
  if (has_keys_) {
    const termios mode = with_single_keys(before_);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &mode);
  }
  return write_text(kEnter);
}

void Terminal::leave() {
  pollfd room{STDOUT_FILENO, POLLOUT, 0};
  const Status left = ::poll(&room, 1, kLeaveMs) > 0 ? write_text(kLeave) : Status(Done{});
  static_cast<void>(left);  // whoever is gone needs it no more
  if (has_keys_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  entered_ = false;
}

Terminal::Size Terminal::size() {
  winsize size{};
  const bool is_known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row != 0;
  return is_known ? Size{size.ws_row, size.ws_col} : Size{24, 80};
}

Status Terminal::draw(const std::vector<std::string>& lines) const {
  std::string text(kBegin);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += fmt::format("\033[{};1H", i + 1);  // however the terminal takes a new line
    text += lines[i];
    text += kRestOfLine;
  }
  text += kEnd;
  return write_text(text);
}

std::array<pollfd, 2> Terminal::inputs() const {
  return {{{signals_.get(), POLLIN, 0}, {has_keys_ ? STDIN_FILENO : -1, POLLIN, 0}}};
}

// The signals are still blocked: the one that stops is let through for a moment, after which others
// may have used the terminal.
Status Terminal::stop() {
  leave();
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, SIGTSTP);
  ::raise(SIGTSTP);
  ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
  ::sigprocmask(SIG_BLOCK, &one, nullptr);
  return enter();
}

Result<std::string> Terminal::take_keys() {
  signalfd_siginfo signal{};
  while (::read(signals_.get(), &signal, sizeof signal) == sizeof signal) {
    if (signal.ssi_signo == SIGTSTP) HG_CHECK(stop());
    // Stopped by somebody else, without a word: the shell has the terminal as it wants it.
    if (signal.ssi_signo == SIGCONT) HG_CHECK(enter());
  }
  std::array<char, 256> typed{};
  auto ready = inputs()[1];
  if (::poll(&ready, 1, 0) <= 0) return std::string();
  const ssize_t size = ::read(STDIN_FILENO, typed.data(), typed.size());
  if (size <= 0) has_keys_ = false;
  return size <= 0 ? std::string()
                   : without_sequences({typed.data(), static_cast<std::size_t>(size)});
}

}  // namespace haguard
