// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One screen: in its order, within its size, and with what the operator must not miss.
#include "top/screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/top/looks.h"

using namespace haguard;

namespace {

using Texts = std::vector<std::string>;

Texts screen(const std::vector<LinkRates>& links, const ScreenState& state, ScreenSize size = {}) {
  Texts texts;
  for (const Line& line : screen_of(links, state, size))
    texts.push_back(line_text(line, false));
  return texts;
}

ScreenState state_of(const LinkLook& look) {
  ScreenState state;
  state.time = "2026-12-01 02:00:00";
  state.now_ns = look.at_ns;
  return state;
}

bool has(const Texts& texts, const std::string& words) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return text.find(words) != std::string::npos;
  });
}

std::string joined(const Texts& texts) {
  return fmt::format("{}", fmt::join(texts, "\n"));
}

// Flows in the order of the screen, by the begin of its lines.
Texts names_of(const Texts& texts, const Texts& names) {
  Texts found;
  for (const std::string& text : texts)
    for (const std::string& name : names)
      if (text.rfind(name + "  ", 0) == 0) found.push_back(name);
  return found;
}

// A look, the one before it, and what happened between: most frames by "sync", most bytes by
// "hello".
struct Busy {
  LinkLook before = small_look();
  LinkLook now = later(before, kLookSecond);
  Busy() {
    count_flow(now, 4, 50, 60);
    now.at_ns += kLookSecond;
    count_flow(now, 0, 10, 1000);
    count_port(now, 0, HG_PASSED, HG_REASON_FLOW, 60);
    count_port(now, 1, HG_DROPPED, HG_REASON_UNKNOWN_SOURCE, 24);
  }
  LinkRates rates() const { return rates_of(&before, now); }
};

const Texts kNames = {"hello", "hello back", "sync"};

}  // namespace

TEST_CASE("screen: flows by rate, bytes, last frame and name") {
  const Busy busy;
  ScreenState state = state_of(busy.now);
  const auto order = [&](FlowOrder by) {
    state.order = by;
    return names_of(screen({busy.rates()}, state), kNames);
  };
  CHECK(order(FlowOrder::kRate) == Texts{"sync", "hello", "hello back"});
  CHECK(order(FlowOrder::kBytes) == Texts{"hello", "sync", "hello back"});
  CHECK(order(FlowOrder::kLast) == Texts{"hello", "sync", "hello back"});
  CHECK(order(FlowOrder::kName) == Texts{"hello", "hello back", "sync"});
}

TEST_CASE("screen: orders by their names") {
  FlowOrder order = FlowOrder::kRate;
  for (const std::string& name : order_names()) {
    CHECK(order_name(order) == name);
    CHECK(*parse_order(name) == order);
    order = next_order(order);
  }
  CHECK(order == FlowOrder::kRate);
  CHECK(parse_order("size").error().kind == ErrorKind::kUsage);
}

TEST_CASE("screen: flows that are equal keep their places") {
  LinkLook before = small_look();
  std::vector<FlowLabels> flows;
  for (std::uint32_t id = 0; id < 50; ++id)
    flows.push_back({id, fmt::format("flow {:02}", id), "primary", "secondary", false});
  std::reverse(flows.begin(), flows.end());
  swap_policy(before, flows);
  const LinkLook now = later(before, kLookSecond);
  for (const FlowOrder order : {FlowOrder::kRate, FlowOrder::kBytes, FlowOrder::kLast}) {
    std::vector<FlowRates> rates = rates_of(&before, now).flows;
    sort_flows(rates, order);
    for (std::size_t i = 0; i < rates.size(); ++i)
      CHECK(rates[i].flow->id == i);
  }
}

TEST_CASE("screen: what happens to the link") {
  Busy busy;
  busy.now.policy.heartbeats = {heartbeat_of(busy.now.policy.labels->flows[0], 9 * kLookSecond)};
  const Texts texts = screen({busy.rates()}, state_of(busy.now));
  INFO(joined(texts));
  CHECK(has(texts, "rooms  enforce"));
  CHECK(has(texts, "generation 1: 2 peers, 3 flows; hold time 15.0 s"));
  CHECK(has(texts, "primary silent for 9 s, secondary never heard"));
  CHECK(has(texts, "42.0/s in, 4.2 kB/s"));
  CHECK(has(texts, "12.0/s, most of them unknown_source: the sender is no peer of this link"));
  CHECK(has(texts, "primary > secondary"));
  CHECK(has(texts, "from primary"));
  CHECK(has(texts, "9 s/15.0 s"));
}

TEST_CASE("screen: a port without carrier, renamed or not") {
  LinkLook look = small_look();
  const auto port = [&](ScreenSize size) {
    const Texts texts = screen({rates_of(nullptr, look)}, state_of(look), size);
    const auto found = std::find_if(texts.begin(), texts.end(), [](const std::string& text) {
      return text.rfind("eth2", 0) == 0;
    });
    return found == texts.end() ? std::string() : *found;
  };
  const ScreenSize wide{24, 130};
  CHECK(port(wide).find("carrier") == std::string::npos);
  look.ports[1].condition = PortCondition::kRenamed;
  CHECK(port(wide).find("renamed") != std::string::npos);
  look.ports[1].signal = PortSignal::kNoCarrier;
  CHECK(port(wide).find("no carrier") != std::string::npos);
  CHECK(port({24, 60}).find("no carrier") != std::string::npos);
}

TEST_CASE("screen: a mode with an end says so, and one that judges nothing too") {
  LinkLook look = small_look();
  look.mode.deadline_ns = look.at_ns + 90 * kLookSecond;
  const auto texts = [&] { return screen({rates_of(nullptr, look)}, state_of(look)); };
  CHECK(has(texts(), "rooms  enforce, back to audit in 1.5 min unless confirmed"));
  look.mode.deadline_ns = look.at_ns - kLookSecond;
  CHECK(has(texts(), "rooms  audit: the confirm deadline passed"));
  look.mode = {HG_MODE_LEARN, 0, false};
  look.learning = LearningLook{1234, 16384, 0};
  INFO(joined(texts()));
  CHECK(has(texts(), "rooms  learn"));
  CHECK(has(texts(), "not watched in learn"));
  CHECK(has(texts(), "1,234 kinds of frames so far, - new a second; room for 16,384"));
  look.policy.labels = std::make_shared<const PolicyLabels>();
  CHECK(has(texts(), "generation 1; its text cannot be read"));
  look.policy.generation = 0;
  CHECK(has(texts(), "policy   none yet"));
}

TEST_CASE("screen: a flow that is new says so, and so does a first look") {
  Busy busy;
  CHECK_FALSE(has(screen({busy.rates()}, state_of(busy.now)), "new"));
  swap_policy(busy.now, {{0, "hello", "primary", "secondary", true},
                         {1, "hello back", "secondary", "primary", true},
                         {9, "more", "primary", "secondary", false}});
  const Texts texts = screen({busy.rates()}, state_of(busy.now));
  INFO(joined(texts));
  CHECK(has(texts, "generation 2"));
  const auto more = std::find_if(texts.begin(), texts.end(), [](const std::string& text) {
    return text.rfind("more  ", 0) == 0;
  });
  REQUIRE(more != texts.end());
  CHECK(more->find("new") != std::string::npos);
  CHECK_FALSE(has(screen({rates_of(nullptr, busy.now)}, state_of(busy.now)), "new"));
}

TEST_CASE("screen: several links, a line each, and the busiest flows of all") {
  Busy one;
  Busy other;
  other.now.name = "halls";
  count_flow(other.now, 1, 1000, 60);
  ScreenState state = state_of(one.now);
  state.one_link = false;
  const Texts texts = screen({one.rates(), other.rates()}, state);
  INFO(joined(texts));
  CHECK(has(texts, "LINK"));
  CHECK(has(texts, "unknown_source"));
  const auto flow = std::find_if(texts.begin(), texts.end(), [](const std::string& text) {
    return text.rfind("halls  hello back", 0) == 0;
  });
  const auto next = std::find_if(texts.begin(), texts.end(), [](const std::string& text) {
    return text.rfind("rooms  sync", 0) == 0;
  });
  REQUIRE(flow != texts.end());
  CHECK(flow < next);
}

TEST_CASE("screen: never larger than the terminal, whatever the names") {
  Busy busy;
  swap_policy(busy.now, {{0, "Z\xc3\xbcrich \xe6\x9d\xb1\xe4\xba\xac to the other room and back",
                          "primary", "secondary", true},
                         {1, std::string(200, 'x'), "\xff\xfe\xff", "\033[2J", false},
                         {4, "sync", "primary", "", false}});
  busy.now.policy.heartbeats = {heartbeat_of(busy.now.policy.labels->flows[0], kLookSecond)};
  ScreenState state = state_of(busy.now);
  state.remarks = {std::string(300, 'r')};
  for (const bool keys : {false, true})
    for (const bool one : {false, true})
      for (std::size_t columns = 0; columns < 130; ++columns)
        for (const std::size_t rows : {0U, 1U, 2U, 6U, 7U, 11U, 13U, 14U, 15U, 24U, 60U}) {
          state.has_keys = keys;
          state.one_link = one;
          const Texts texts = screen({busy.rates()}, state, {rows, columns});
          bool fits = texts.size() <= rows;
          for (const std::string& text : texts)
            fits = fits && width_of(text) <= columns && text.find('\033') == std::string::npos;
          CAPTURE(columns, rows, keys, one, joined(texts));
          if (!fits) FAIL("larger than the terminal");
        }
}

TEST_CASE("screen: a terminal that is too small says so") {
  const Busy busy;
  const Texts low = screen({busy.rates()}, state_of(busy.now), {3, 80});
  CHECK(low == Texts{"80 x 3: too small, needs 30 x 6"});
  const Texts narrow = screen({busy.rates()}, state_of(busy.now), {24, 20});
  CHECK(narrow == Texts{"20 x 24: too small,~"});
}

TEST_CASE("screen: a narrow one keeps what matters") {
  const Busy busy;
  const Texts wide = screen({busy.rates()}, state_of(busy.now), {24, 130});
  const Texts narrow = screen({busy.rates()}, state_of(busy.now), {24, 40});
  INFO(joined(wide) << "\n" << joined(narrow));
  for (const char* title : {"FROM > TO", "FRAMES/s", "BYTES/s", "LAST", "WOULD DROP/s"})
    CHECK(has(wide, title));
  CHECK(has(narrow, "FRAMES/s"));
  CHECK(has(narrow, "DROPPED/s"));
  CHECK_FALSE(has(narrow, "WOULD DROP/s"));
  CHECK(names_of(narrow, kNames).size() == 3);
}

TEST_CASE("screen: flows that have no room are told of, keys stand on the last line") {
  Busy busy;
  std::vector<FlowLabels> flows;
  for (std::uint32_t id = 0; id < 1000; ++id)
    flows.push_back({id, fmt::format("flow {}", id), "primary", "secondary", false});
  swap_policy(busy.now, flows);
  ScreenState state = state_of(busy.now);
  state.has_keys = true;
  const Texts texts = screen({busy.rates()}, state, {24, 80});
  INFO(joined(texts));
  REQUIRE(texts.size() == 24);
  const auto shown = std::count_if(texts.begin(), texts.end(), [](const std::string& text) {
    return text.rfind("flow ", 0) == 0;
  });
  CHECK(texts[22] == fmt::format("... and {} more", 1000 - shown));
  CHECK(texts.back().rfind("q quit", 0) == 0);
  state.help = true;
  CHECK(screen({busy.rates()}, state, {24, 80}).back().rfind("s sorts by", 0) == 0);
  state.paused = true;
  CHECK(has(screen({busy.rates()}, state, {24, 80}), "paused"));
}

TEST_CASE("screen: colour says what is bad, and is asked for") {
  const Busy busy;
  std::string text;
  for (const Line& line : screen_of({busy.rates()}, state_of(busy.now), {}))
    text += line_text(line, true) + "\n";
  CHECK(text.find("\033[31m") != std::string::npos);
  CHECK(text.find("\033[32menforce\033[0m") != std::string::npos);
}
