// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A loaded program: its descriptor, its pin, what the kernel says of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

// Loaded and verified.
struct Program {
  Fd fd;
  std::uint32_t id = 0;                     // the kernel's
  std::uint32_t verified_instructions = 0;  // as the kernel's verifier counted them
};

// A descriptor of our own for one that a skeleton owns.
Result<Fd> duplicate(int fd);

// A program of a skeleton, so that the skeleton can go.
Result<Program> take_program(int fd);

// Pins a program, so that a port that comes back gets it again without the verifier, and an upgrade
// can name the one that it replaces.
Status pin_program(const Program& program, const std::string& path);
// kNotFound when nothing is pinned there.
Result<Program> open_program(const std::string& path);

// FNV-1a, 64 bits, of an object file: tells builds apart, and guards against nothing.
std::uint64_t hash_of(const void* bytes, std::size_t size);

}  // namespace haguard
