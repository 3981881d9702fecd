// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// explain: why one frame passes or is dropped, and what would allow it; in the order in which the
// data path goes.
#include "explain/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/contains.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "cli/explain_words.h"
#include "cli/policy_choice.h"
#include "explain/hex.h"
#include "explain/length.h"
#include "policy/datapath.h"
#include "replay/replay.h"

namespace haguard {
namespace {

struct Words {
  std::string link;  // empty: not named
  std::string hex;
};

bool is_hex(const std::string& word) {
  return word.find_first_not_of("0123456789abcdefABCDEF: \t\n") == std::string::npos;
}

// A first word that is no frame names the link; so does one that is the name of a link.
Words words_of(const Context& context, const std::vector<std::string>& words) {
  const auto links = context.place.pins.links();
  const bool is_link = !is_hex(words.front()) || (links.ok() && contains(*links, words.front()));
  const bool has_link = words.size() > 1 && is_link;
  Words result;
  if (has_link) result.link = words.front();
  for (std::size_t i = has_link ? 1 : 0; i < words.size(); ++i)
    result.hex += words[i] + " ";
  return result;
}

// Of the words, or of standard input.
Result<std::vector<std::uint8_t>> bytes_of(const Words& words, const std::string& policy) {
  if (words.hex != "- ") return parse_hex(words.hex);
  if (policy == "-")
    return usage("read standard input: it is to be the frame and the policy",
                 "put one of them into a file");
  HG_TRY(const std::string text, read_text("-"));
  return parse_hex(text);
}

Result<unsigned> side_of(const std::string& port, const std::vector<std::string>& ports) {
  const auto found = std::find(ports.begin(), ports.end(), port);
  if (found != ports.end()) return static_cast<unsigned>(found - ports.begin());
  return usage(fmt::format("explain a frame on {}: the link has no such port", printable(port)),
               fmt::format("its ports are {}", fmt::join(ports, ", ")));
}

Result<std::size_t> length_of(const ExplainArguments& arguments,
                              const std::vector<std::uint8_t>& bytes) {
  if (arguments.length == 0) return likely_length(bytes);
  if (arguments.length >= bytes.size()) return arguments.length;
  return usage(
      fmt::format("explain a frame of {} bytes: here are {}", arguments.length, bytes.size()),
      "--length is that of the whole frame");
}

// By the program in the kernel, which has to agree. Returns why it could not be asked; empty: it
// was, and agrees.
Result<std::string> ask_kernel(const TestedPolicy& tested, const CompiledPolicy& compiled,
                               const CapturedFrame& frame, unsigned side) {
  if (!can_be_run(frame))
    return fmt::format("it runs frames of {} to {} bytes", HG_REPLAY_SHORTEST, HG_REPLAY_LONGEST);
  const Result<ReplayGuard> guard = load_for_replay(tested.policy, tested.options.ports.size());
  if (!guard.ok()) return guard.error().message;
  const Capture capture{{frame}};
  const SidedCapture sided{tested.options.ports, {static_cast<std::uint8_t>(side)}};
  HG_CHECK(replay_frames(*guard, capture, sided, compiled, Feeding::kOneByOne));
  return std::string();
}

}  // namespace

Status run_explain(const Context& context, const ExplainArguments& arguments) {
  const Words words = words_of(context, arguments.words);
  HG_TRY(const std::vector<std::uint8_t> bytes, bytes_of(words, arguments.policy));
  HG_TRY(const TestedPolicy tested,
         choose_tested(context, {words.link, arguments.policy, arguments.candidate}));
  HG_TRY(const unsigned side, side_of(arguments.port, tested.options.ports));
  HG_TRY(const std::size_t length, length_of(arguments, bytes));
  HG_TRY(const CompiledPolicy compiled, compile_for_replay(tested.policy, tested.options));
  std::vector<std::uint8_t> whole = bytes;
  whole.resize(length);  // what is missing counts as zeros
  const hg_packet packet = parse_frame(whole, length, static_cast<std::uint8_t>(side));
  Explained explained{tested, arguments.port, packet, bytes.size(), length_by_headers(bytes)};
  explained.why = explain(tested.policy, compiled, tested.options, packet);
  HG_TRY(explained.no_kernel,
         ask_kernel(tested, compiled, {0, static_cast<std::uint32_t>(length), whole}, side));
  if (arguments.json)
    fmt::print("{}\n", explained_json(explained).dump(2, ' ', false,
                                                      nlohmann::json::error_handler_t::replace));
  else
    fmt::print("{}", explained_text(explained));
  return Done{};
}

}  // namespace haguard
