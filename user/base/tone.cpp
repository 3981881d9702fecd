// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/tone.h"

namespace haguard {
namespace {

const char* code_of(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "\033[32m";
    case Tone::kWarn:
      return "\033[33m";
    case Tone::kBad:
      return "\033[31m";
    case Tone::kDim:
      return "\033[2m";
    case Tone::kPlain:
      break;
  }
  return "";
}

}  // namespace

std::string paint(const std::string& text, Tone tone, bool colour) {
  if (!colour || tone == Tone::kPlain) return text;
  return code_of(tone) + text + "\033[0m";
}

}  // namespace haguard
