// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Text for people with what it means: good, bad, beside the point. Colour is made of it last, where
// there is a terminal that wants it.
#pragma once

#include <string>
#include <utility>

namespace haguard {

enum class Tone : unsigned char { kPlain, kGood, kWarn, kBad, kDim };

struct Cell {
  Cell(std::string t, Tone n = Tone::kPlain) : text(std::move(t)), tone(n) {}  // NOLINT: implicit
  Cell(const char* t, Tone n = Tone::kPlain) : text(t), tone(n) {}             // NOLINT: implicit
  std::string text;
  Tone tone = Tone::kPlain;
};

// Text wrapped into the escape codes of a tone, or as it is.
std::string paint(const std::string& text, Tone tone, bool colour);

}  // namespace haguard
