// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The fuzz target: one input through parser, decision and observation, compiled as C++. libFuzzer
// calls it with inputs of its own; the driver of the normal build with a fixed series.
// The first byte of an input chooses side, table and snap length; the rest is the frame.
#pragma once

#include <cstddef>
#include <cstdint>

// Ends the process when an invariant of the data path does not hold. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
