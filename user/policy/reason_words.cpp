// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/reason_words.h"

#include <iterator>

#include "haguard/reason.h"

namespace haguard {
namespace {

struct ReasonWords {
  const char* name;
  const char* text;
  const char* remedy;
};

#define HG_REASON_WORDS(id, name, text, remedy) {name, text, remedy},
constexpr ReasonWords kReasons[] = {{"none", "was not judged: a defect of haguard", "report it"},
                                    HG_PASS_REASONS(HG_REASON_WORDS)
                                        HG_DROP_REASONS(HG_REASON_WORDS)};
#undef HG_REASON_WORDS
static_assert(std::size(kReasons) == HG_REASON_COUNT);

const ReasonWords& words_of(std::uint32_t reason) {
  return kReasons[reason < HG_REASON_COUNT ? reason : 0];
}

}  // namespace

const char* reason_name(std::uint32_t reason) {
  return words_of(reason).name;
}
const char* reason_text(std::uint32_t reason) {
  return words_of(reason).text;
}
const char* reason_remedy(std::uint32_t reason) {
  return words_of(reason).remedy;
}
bool is_drop_reason(std::uint32_t reason) {
  return reason >= HG_REASON_FIRST_DROP;
}

}  // namespace haguard
