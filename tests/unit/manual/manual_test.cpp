// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Pages and completions of a small command line; that of haguard is in tests/service.
#include <catch2/catch.hpp>

#include "manual/completions.h"
#include "manual/pages.h"
#include "manual/roff.h"

using namespace haguard;

namespace {

CommandNode small_tree() {
  const CommandOption link{{}, "LINK", "LINK", {}, "its name", "", true};
  const CommandOption how{{"-f", "--format"}, "", "TEXT", {"a", "b"}, "which one", "a", false};
  CommandNode show{"show", "tool show", "it's shown", "Looking", {link, how}, {}};
  CommandNode list{"list", "tool list", "all of them", "Looking", {}, {}};
  CommandNode apply{"apply", "tool policy apply", "in force", "", {}, {}};
  CommandNode policy{"policy", "tool policy", "policies", "Policies", {}, {apply}};
  return {"tool", "tool", "what it is", "", {}, {show, list, policy}};
}

bool has(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("manual: what means something to roff is taken literally") {
  CHECK(roff_escape(".TH --force") == "\\&.TH \\-\\-force");
  CHECK(roff_escape("'a\\b'") == "\\&\\(aqa\\eb\\(aq");
  CHECK(roff_line("see `run --once` and [text](file.md)") == "see \\fBrun \\-\\-once\\fR and text");
}

TEST_CASE("manual: paragraphs, sections, items and code of markdown") {
  CHECK(roff_from_markdown("one\ntwo\n\nthree\n## END\n- a\n  b\n\n    x -y\n\n    z\nlast\n") ==
        "one\ntwo\n.PP\nthree\n.SH END\n.IP \\(bu 2\na\nb\n.PP\n.RS 4\n.nf\nx \\-y\n\nz\n.fi\n.RE\n"
        ".PP\nlast\n");
}

TEST_CASE("manual: commands of a group share a page, with every option") {
  const CommandNode root = small_tree();
  const auto groups = groups_of(root);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].page() == "haguard-show");
  const std::string page = group_page(groups[0], root, {"1.2", "About it.\n\n## EXAMPLES\nOne.\n"});
  has(page, ".TH HAGUARD\\-SHOW 8 \"\" \"haguard 1.2\"");
  has(page, "haguard\\-show, haguard\\-list \\- looking\n");
  has(page, "\\fBtool show\\fR [\\fIOPTIONS\\fR] \\fILINK\\fR\n");
  has(page, ".TP\n\\fB\\-f\\fR, \\fB\\-\\-format\\fR \\fIa|b\\fR\nwhich one (default: a)\n");
  has(page, "it\\(aqs shown");
  CHECK(page.find("About it.") < page.find(".SH COMMANDS"));
  CHECK(page.find(".SH COMMANDS") < page.find(".SH EXAMPLES"));
  has(group_page(groups[1], root, {}), ".SS tool policy apply\nin force\n");
}

TEST_CASE("completions: every shell knows commands, options, choices and what a word is") {
  const CommandNode root = small_tree();
  const std::string bash = bash_completion(root);
  has(bash, "      ' show') path='show' ;;\n");
  has(bash, "      'policy apply') path='policy apply' ;;\n");
  has(bash, "      'show --format') value='a|b' ;;\n");
  has(bash,
      "    'show')\n      _haguard_words '-f --format'\n"
      "      [[ $cur == -* ]] || _haguard_value 'LINK'\n");
  const std::string zsh = zsh_completion(root);
  has(zsh, "'--format[which one]:TEXT:(a b)'");
  has(zsh, "':LINK:_haguard_links'");
  has(zsh, "'show:it'\\''s shown'");
  const std::string fish = fish_completion(root);
  has(fish, "-s f -l format -x -a 'a b' -d 'which one'");
  has(fish, "complete -c haguard -n '__fish_use_subcommand' -f -a show -d 'it\\'s shown'");
}
