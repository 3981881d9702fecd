// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A terminal for a command that draws on one: Command.terminal. What it writes is kept, as bytes;
// nothing of it is acted on.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

class PseudoTerminal {
 public:
  static Result<PseudoTerminal> open(unsigned rows, unsigned columns);

  // What a command's descriptors become.
  int fd() const { return command_end_.get(); }

  // A key, or several. Ctrl-C is "\003".
  Status type(const std::string& keys) const;
  // SIGWINCH to whoever is in the foreground.
  Status resize(unsigned rows, unsigned columns) const;
  // All that was written up to now.
  const std::string& written();
  // Lines are edited and keys are shown, as a shell expects it.
  bool is_cooked() const;
  // Nobody looks at it any more: who writes to it gets EIO.
  void hang_up();

 private:
  PseudoTerminal(Fd end, Fd command_end)
      : end_(std::move(end)), command_end_(std::move(command_end)) {}
  Fd end_;
  Fd command_end_;
  std::string written_;
};

}  // namespace haguard
