// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard top on a terminal: it draws in place, within its size, and however it ends, the terminal
// is as it was before.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <optional>

#include "base/text_width.h"
#include "e2e/bad_input.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "harness/pseudo_terminal.h"
#include "harness/text.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

const std::string kEnter = "\033[?1049h";
const std::string kLeave = "\033[?1049l";
const std::string kShowCursor = "\033[?25h";
const std::string kWrapAgain = "\033[?7h";
const std::string kBegin = "\033[?2026h";
const std::string kEnd = "\033[?2026l";

// The cursor goes to the begin of each line; its lines as text.
std::string without_escapes(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\033') {
      plain += text[i];
      continue;
    }
    for (i += 2; i < text.size() && text[i] < 0x40;)
      ++i;
    if (i < text.size() && text[i] == 'H' && !plain.empty()) plain += '\n';
  }
  return plain;
}

// `haguard top` on a terminal of its own. A look an hour: what is drawn later, is drawn because of
// something else.
class ShownTop {
 public:
  explicit ShownTop(const SteadyLab& steady, const std::vector<std::string>& words = {},
                    const std::vector<std::pair<std::string, std::string>>& environment = {},
                    const std::vector<std::string>& launcher = {})
      : terminal_(must(PseudoTerminal::open(30, 100))) {
    std::vector<std::string> all = {"top", "rooms"};
    const std::vector<std::string> hourly = {"--every", "1h"};
    all.insert(all.end(), words.empty() ? hourly.begin() : words.begin(),
               words.empty() ? hourly.end() : words.end());
    Command command = steady.haguard().command(all);
    command.argv.insert(command.argv.begin(), launcher.begin(), launcher.end());
    command.environment.insert(command.environment.end(), environment.begin(), environment.end());
    command.environment.emplace_back("TERM", "xterm");  // the first one counts
    command.terminal = terminal_.fd();
    process_.emplace(must(Process::start(command)));
  }

  Process& process() { return *process_; }
  PseudoTerminal& terminal() { return terminal_; }

  bool eventually_writes(const std::string& words, std::size_t from = 0) {
    return eventually(seconds(30),
                      [&] { return terminal_.written().find(words, from) != std::string::npos; });
  }
  void wait_until_shown() {
    INFO(terminal_.written());
    REQUIRE(eventually_writes(kEnd));
    REQUIRE(terminal_.written().find(kEnter) == 0);
  }

  // Presses it, and returns what is drawn then.
  std::string drawn_after(const std::string& keys) {
    const std::size_t before = terminal_.written().size();
    must(terminal_.type(keys));
    return drawn_from(before);
  }
  std::string drawn_from(std::size_t before) {
    REQUIRE(eventually_writes(kEnd, before));
    const std::string& text = terminal_.written();
    const std::size_t begin = text.find(kBegin, before);
    REQUIRE(begin != std::string::npos);
    return without_escapes(text.substr(begin, text.find(kEnd, begin) - begin));
  }

  // How it ended.
  int code() {
    const auto code = process_->wait(seconds(30));
    INFO(terminal_.written());
    REQUIRE(code.has_value());
    return *code;
  }
  // What stands behind the view.
  std::string left_behind() {
    const std::string& text = terminal_.written();
    const std::size_t end = text.rfind(kLeave);
    INFO(text);
    REQUIRE(end != std::string::npos);
    CHECK(text.find(kEnter, end) == std::string::npos);
    CHECK(text.rfind(kShowCursor) > text.rfind(kEnd));
    CHECK(text.rfind(kWrapAgain) > text.rfind(kEnd));
    CHECK(terminal_.is_cooked());
    return text.substr(end + kLeave.size());
  }

 private:
  PseudoTerminal terminal_;
  std::optional<Process> process_;
};

}  // namespace

TEST_CASE("top on a terminal: another screen, which q leaves") {
  const SteadyLab steady;
  ShownTop top(steady);
  top.wait_until_shown();
  CHECK_FALSE(top.terminal().is_cooked());
  CHECK(top.terminal().written().find("\033[32menforce\033[0m") != std::string::npos);
  must(top.terminal().type("q"));
  CHECK(top.code() == 0);
  CHECK(top.left_behind().empty());
}

TEST_CASE("top on a terminal: a signal leaves it as it was") {
  const SteadyLab steady;
  for (const int signal : {SIGTERM, SIGHUP, SIGINT, 0}) {
    INFO(signal);
    ShownTop top(steady);
    top.wait_until_shown();
    if (signal == 0)
      must(top.terminal().type("\003"));  // Ctrl-C
    else
      top.process().signal(signal);
    CHECK(top.code() == 0);
    CHECK(top.left_behind().empty());
  }
}

TEST_CASE("top on a terminal: keys") {
  const SteadyLab steady;
  ShownTop top(steady);
  top.wait_until_shown();
  CHECK(top.drawn_after("s").find("flows by bytes") != std::string::npos);
  CHECK(top.drawn_after("ss").find("flows by name") != std::string::npos);
  CHECK(top.drawn_after("h").find("s sorts by") != std::string::npos);
  CHECK(top.drawn_after("p").find("paused") != std::string::npos);
  // An arrow is not the letters that it is sent as, and Ctrl-\ does not leave the screen behind.
  CHECK(top.drawn_after("\033[s\033Oq\034p").find("paused") == std::string::npos);
  CHECK(top.process().running());
}

TEST_CASE("top on a terminal: it is drawn anew each time") {
  const SteadyLab steady;
  ShownTop top(steady, {"--every", "100ms"});
  CHECK(eventually(seconds(30), [&] { return count_of(top.terminal().written(), kBegin) > 5; }));
  CHECK(top.terminal().written().find(", over 1") != std::string::npos);
  CHECK(count_of(top.terminal().written(), "\033[2J") == 1);  // no flicker
}

TEST_CASE("top on a terminal: it takes the size that the terminal gets") {
  const SteadyLab steady;
  ShownTop top(steady);
  top.wait_until_shown();
  for (const auto& [rows, columns] : {std::pair{12U, 50U}, {60U, 200U}, {16U, 80U}}) {
    const std::size_t before = top.terminal().written().size();
    must(top.terminal().resize(rows, columns));
    const std::string drawn = top.drawn_from(before);
    CAPTURE(rows, columns, drawn);
    CHECK(count_of(drawn, "\n") == rows - 1);
    for (std::size_t at = 0; at < drawn.size();) {
      const std::size_t end = std::min(drawn.find('\n', at), drawn.size());
      const std::string line = drawn.substr(at, end - at);
      CAPTURE(line);
      CHECK(width_of(line) <= columns);
      at = end + 1;
    }
  }
  const std::size_t before = top.terminal().written().size();
  must(top.terminal().resize(3, 60));
  CHECK(top.drawn_from(before) == "60 x 3: too small, needs 30 x 6");
}

TEST_CASE("top on a terminal: a link that is detached is told of behind the view") {
  const SteadyLab steady;
  ShownTop top(steady, {"--every", "100ms"});
  top.wait_until_shown();
  steady.haguard().ok({"detach", "rooms"});
  CHECK(top.code() == 1);
  CHECK(top.left_behind().find("watch rooms: it was detached meanwhile") != std::string::npos);
}

TEST_CASE("top on a terminal: Ctrl-Z gives it back, and fg takes it again") {
  const SteadyLab steady;
  const std::string script = "set -m; \"$@\"; echo stopped; read -r; fg >/dev/null";
  ShownTop top(steady, {}, {}, {"bash", "-c", script, "bash"});
  top.wait_until_shown();
  must(top.terminal().type("\032"));
  REQUIRE(top.eventually_writes("stopped"));
  CHECK(top.left_behind().find("stopped") != std::string::npos);
  const std::string drawn = top.drawn_after("\n");
  CHECK(drawn.find("rooms  enforce") != std::string::npos);
  CHECK_FALSE(top.terminal().is_cooked());
  must(top.terminal().type("q"));
  CHECK(top.code() == 0);
  top.left_behind();
}

TEST_CASE("top on a terminal: one that is gone ends it") {
  const SteadyLab steady;
  ShownTop top(steady, {"--every", "100ms"});
  top.wait_until_shown();
  top.terminal().hang_up();
  const auto code = top.process().wait(seconds(30));
  REQUIRE(code.has_value());
  CHECK(*code <= 1);
}

TEST_CASE("top on a terminal: without colour, and without a view, where that is wanted") {
  const SteadyLab steady;
  ShownTop plain(steady, {}, {{"NO_COLOR", "1"}});
  plain.wait_until_shown();
  CHECK(plain.terminal().written().find("\033[32m") == std::string::npos);
  CHECK(plain.terminal().written().find("\033[2m") == std::string::npos);
  ShownTop counted(steady, {"--every", "100ms", "--count", "1"});
  CHECK(counted.code() == 0);
  CHECK(counted.terminal().written().find("rooms  enforce") != std::string::npos);
  CHECK(counted.terminal().written().find('\033') == std::string::npos);
  ShownTop dumb(steady, {"--every", "100ms"}, {{"TERM", "dumb"}});
  CHECK(dumb.eventually_writes("rooms  enforce"));
  CHECK(dumb.terminal().written().find('\033') == std::string::npos);
}
