// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// stdout becomes a stream of ours, which takes everything: fmt::print throws where a stream does
// not.
#include "base/output.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <initializer_list>

namespace haguard {
namespace {

int g_output_error = 0;

ssize_t take_output(void*, const char* text, size_t size) {
  for (std::size_t done = 0; done < size && g_output_error == 0;) {
    const ssize_t written = ::write(STDOUT_FILENO, text + done, size - done);
    const int error = written < 0 ? errno : 0;
    if (written > 0) done += static_cast<std::size_t>(written);
    if (error != EINTR) g_output_error = error;
  }
  return static_cast<ssize_t>(size);
}

// Opened the wrong way round, so that using it is the same error as before.
void hold_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(fd, F_GETFD) < 0)
      static_cast<void>(::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

}  // namespace

void keep_output_errors() {
  hold_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);
  cookie_io_functions_t functions{};
  functions.write = take_output;
  FILE* stream = ::fopencookie(nullptr, "w", functions);
  if (stream == nullptr) return;  // no memory: as stdout was
  if (::isatty(STDOUT_FILENO) != 0) std::setvbuf(stream, nullptr, _IOLBF, BUFSIZ);
  stdout = stream;
}

bool output_is_lost() {
  pollfd reader{STDOUT_FILENO, 0, 0};
  return g_output_error != 0 ||
         (::poll(&reader, 1, 0) > 0 && (reader.revents & (POLLERR | POLLHUP)) != 0);
}

int finish_output() {
  std::fflush(stdout);
  return g_output_error;
}

}  // namespace haguard
