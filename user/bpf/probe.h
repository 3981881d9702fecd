// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What this kernel does with BPF programs, found by asking it, not by reading its settings: those
// are not visible from every network namespace.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace haguard {

// Loads a program of two instructions and sees whether it was compiled. Nothing is attached.
Result<bool> jit_compiles();

// The name a loaded program was given; empty where it has none or may not be read.
std::string program_name(std::uint32_t program_id);

}  // namespace haguard
