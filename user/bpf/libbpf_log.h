// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// libbpf prints through one global function. This sink keeps its last words, so that an error of
// ours can quote them, and shows them all with --verbose.
#pragma once

#include <string>

namespace haguard {

// Call once, from main, before any other use of libbpf.
void install_libbpf_log(bool verbose);

// Forgets what was kept; call before the operation whose words are wanted.
void clear_libbpf_log();

// The kept warnings as one line ("; " between them), empty if there were none; at most 1 kB.
std::string libbpf_words();

}  // namespace haguard
