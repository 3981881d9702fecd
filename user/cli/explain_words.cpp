// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/explain_words.h"

#include <fmt/format.h>

#include "cli/table.h"
#include "policy/describe.h"
#include "policy/packet_text.h"
#include "policy/reason_words.h"
#include "policy/text.h"

namespace haguard {
namespace {

std::string line(const char* label, const std::string& text) {
  return fmt::format("{:<10}{}\n", label, printable(text));
}

bool is_dropped(const Explained& explained) {
  return is_drop_reason(explained.why.reason);
}

std::string owners(const std::vector<std::string>& names) {
  return names.empty() ? "of no peer" : fmt::format("of {}", fmt::join(names, ", "));
}

std::string sender_text(const Sender& sender) {
  std::string text;
  if (sender.address)
    text = fmt::format("{}, {}; ", sender.address->to_string(), owners(sender.by_address));
  return text + fmt::format("MAC {}, {}", sender.mac.to_string(), owners(sender.by_mac));
}

std::string length_text(const Explained& explained) {
  const std::size_t length = explained.packet.length;
  if (explained.bytes < length)
    return fmt::format("{} bytes, of which {} are here; what is missing counts as zeros", length,
                       explained.bytes);
  if (explained.length_by_headers > length)
    return fmt::format(
        "{} bytes, though its headers speak of {}: if these are the beginning of a longer frame, "
        "--length says how long it was",
        length, explained.length_by_headers);
  return fmt::format("{} bytes", length);
}

std::string verdict_text(const Explained& explained) {
  const std::string name = paint(reason_name(explained.why.reason),
                                 is_dropped(explained) ? Tone::kBad : Tone::kGood, use_colour());
  return fmt::format("{:<10}{}: {} ({})\n", "verdict", is_dropped(explained) ? "dropped" : "passes",
                     name, reason_text(explained.why.reason));
}

std::string flow_text(const Policy& policy, std::size_t flow) {
  return fmt::format("\"{}\"  {}", policy.flows.at(flow).name,
                     describe_flow(policy.flows.at(flow)));
}

std::string near_text(const Explained& explained) {
  std::string text;
  for (const NearFlow& near : explained.why.near) {
    text += line(text.empty() ? "nearest" : "", flow_text(explained.tested.policy, near.flow));
    text += line("", near.differences.empty()
                         ? "  but: it claims what is not its sender's"
                         : fmt::format("  but: {}", fmt::join(near.differences, "; ")));
  }
  return text;
}

std::string cure_text(const Explained& explained) {
  const Cure& cure = *explained.why.cure;
  std::string text =
      cure.replaces
          ? fmt::format("\nThis in place of flow \"{}\" would allow it:\n\n",
                        printable(cure.entry.name))
          : std::string("\nThis in the policy would allow it, and what looks like it:\n\n");
  text += format_entry(cure.entry);
  for (const std::string& remark : cure.remarks)
    text += fmt::format("# {}\n", remark);
  return text;
}

}  // namespace

std::string explained_text(const Explained& explained) {
  const Explanation& why = explained.why;
  std::string text = line("frame", packet_text(explained.packet));
  text += line("", fmt::format("{}, in on {}", length_text(explained), explained.port));
  text +=
      line("policy", fmt::format("{}; {}", explained.tested.what, explained.tested.assumptions));
  text +=
      line("scope", fmt::format("{}: {}", why.is_in_scope ? "judged" : "not judged", why.scope));
  if (why.has_sender) text += line("sender", sender_text(why.sender));
  text += verdict_text(explained);
  text += line("", explained.no_kernel.empty()
                       ? "by the program in the kernel, and by the same code outside it"
                       : fmt::format("without the kernel: {}", explained.no_kernel));
  if (why.flow) text += line("flow", flow_text(explained.tested.policy, *why.flow));
  text += near_text(explained);
  if (!why.advice.empty()) text += line("advice", why.advice);
  if (why.cure) text += cure_text(explained);
  return text;
}

}  // namespace haguard
