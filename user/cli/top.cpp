// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// top: a link as it is now. On a terminal drawn in place; otherwise, and with --count, as blocks of
// text, one for each look.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/clock.h"
#include "base/output.h"
#include "base/terminal.h"
#include "base/units.h"
#include "cli/commands.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "top/screen.h"
#include "top/watch.h"

namespace haguard {
namespace {

constexpr std::uint64_t kLeastNs = 100'000'000U;  // between two looks

std::vector<std::string> text_of(const LinkWatch& watch, ScreenState state, ScreenSize size,
                                 bool colour) {
  const std::vector<LinkRates> rates = watch.rates();
  for (const LinkRates& link : rates)
    state.now_ns = std::max(state.now_ns, link.look->at_ns);
  char time[32];
  state.time = format_wall(wall_milliseconds_of(state.now_ns) / 1000, time);
  state.one_link = watch.is_of_one();
  state.remarks = watch.remarks();
  std::vector<std::string> text;
  for (const Line& line : screen_of(rates, state, size))
    text.push_back(line_text(line, colour));
  return text;
}

// Until it is ended, or nobody reads it.
Status print_blocks(LinkWatch& watch, const ScreenState& state, std::uint64_t every,
                    std::uint64_t count) {
  const Interruptible interruptible;
  std::uint64_t due = monotonic_ns();
  for (std::uint64_t shown = 0; count == 0 || shown < count; ++shown) {
    due += every;
    for (std::uint64_t now = monotonic_ns(); now < due; now = monotonic_ns()) {
      pollfd reader{STDOUT_FILENO, 0, 0};
      if (!interruptible.wait_for({&reader, 1}, due - now) || output_is_lost()) return Done{};
    }
    HG_CHECK(watch.look());
    if (shown > 0) fmt::print("\n");
    fmt::print("{}\n", fmt::join(text_of(watch, state, {}, false), "\n"));
    std::fflush(stdout);
  }
  return Done{};
}

// False: it was the one that quits.
bool take_key(char key, ScreenState& state) {
  if (key == 's') state.order = next_order(state.order);
  if (key == 'p') state.paused = !state.paused;
  if (key == 'h' || key == '?') state.help = !state.help;
  return key != 'q' && key != 'Q';
}

// Each key, and each new size of the terminal, shows at once; the looks keep their times.
Status draw_in_place(LinkWatch& watch, ScreenState state, std::uint64_t every) {
  const Interruptible interruptible;
  HG_TRY(Terminal terminal, Terminal::open());
  state.has_keys = true;
  std::uint64_t due = monotonic_ns() + every;
  for (;;) {
    const Terminal::Size size = Terminal::size();
    HG_CHECK(terminal.draw(text_of(watch, state, {size.rows, size.columns}, use_colour())));
    const std::uint64_t now = monotonic_ns();
    auto inputs = terminal.inputs();
    if (!interruptible.wait_for(inputs, due > now ? due - now : 0)) return Done{};
    HG_TRY(const std::string keys, terminal.take_keys());
    for (const char key : keys)
      if (!take_key(key, state)) return Done{};
    if (monotonic_ns() < due) continue;
    if (!state.paused) HG_CHECK(watch.look());
    due = std::max(due, monotonic_ns() - every) + every;
  }
}

// What is warned of meanwhile would stand across the screen: it comes behind it.
Status show_on_terminal(const Context& context, const TopArguments& arguments,
                        const ScreenState& state, std::uint64_t every) {
  std::vector<Error> warnings;
  Place place = context.place;
  place.warn = [&warnings](const Error& error) { warnings.push_back(error); };
  HG_TRY(LinkWatch watch, LinkWatch::open(place, arguments.link));
  const Status shown = draw_in_place(watch, state, every);
  for (const Error& error : warnings)
    context.place.warn(error);
  return shown;
}

}  // namespace

Status run_top(const Context& context, const TopArguments& arguments) {
  HG_TRY(const std::uint64_t every, parse_duration(arguments.every));
  if (every < kLeastNs)
    return usage(fmt::format("look every {}: too often", arguments.every),
                 fmt::format("at least {}", format_duration(kLeastNs)));
  ScreenState state;
  HG_TRY(state.order, parse_order(arguments.order));
  if (arguments.count == 0 && can_draw()) return show_on_terminal(context, arguments, state, every);
  HG_TRY(LinkWatch watch, LinkWatch::open(context.place, arguments.link));
  return print_blocks(watch, state, every, arguments.count);
}

}  // namespace haguard
