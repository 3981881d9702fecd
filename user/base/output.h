// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Standard output that cannot be written: a full disk, a reader that went away, a terminal that is
// gone. What must stay true: whoever prints goes on, so that a command that changes something does
// all of it; that its words were lost is told once, at its end.
#pragma once

namespace haguard {

// Before anything is opened or printed. From then on printing to stdout never fails, SIGPIPE is
// ignored, and a standard descriptor that was closed is taken: no file gets its number.
void keep_output_errors();

// Nobody gets what is printed: a write has failed, or the reader of the pipe is gone.
bool output_is_lost();

// Writes what is still buffered. The errno of the first write that failed; 0 where none did.
int finish_output();

}  // namespace haguard
