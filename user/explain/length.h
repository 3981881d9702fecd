// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How long a frame was of which only the beginning is at hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace haguard {

// What its headers say, from the first byte of the frame on; 0 where no header says a length.
std::size_t length_by_headers(std::span<const std::uint8_t> bytes);

// A drop sample (haguard/event.h) ends after HG_SAMPLE_BYTES: where a frame is just that long and
// its headers speak of more, they are believed. Any other frame is as long as it is.
std::size_t likely_length(std::span<const std::uint8_t> bytes);

}  // namespace haguard
