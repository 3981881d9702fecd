// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Text for a terminal: its width, cut and padded; and what a hostile name must not do there.
#include <catch2/catch.hpp>

#include "base/printable.h"
#include "base/text_width.h"
#include "base/tone.h"

using namespace haguard;

TEST_CASE("text: the places that it takes") {
  CHECK(width_of("") == 0);
  CHECK(width_of("eth1") == 4);
  CHECK(width_of("Zürich") == 6);
  CHECK(width_of("e\u0301") == 1);     // a mark on the letter before
  CHECK(width_of("東京") == 4);        // two places each
  CHECK(width_of("\U0001f525") == 2);  // a picture
  CHECK(width_of("\xff\xfe") == 2);    // no UTF-8: a place for each byte
  CHECK(width_of("a\xc3") == 2);       // cut off in a character
  CHECK(width_of("\xe6\x9d"
                 "a") == 3);  // the second byte of three is there, the third is not
}

TEST_CASE("text: it is cut between characters, and says so") {
  CHECK(cut("failover", 8) == "failover");
  CHECK(cut("failover", 7) == "failov~");
  CHECK(cut("failover", 1) == "~");
  CHECK(cut("failover", 0).empty());
  CHECK(cut("Zürich", 3) == "Zü~");
  CHECK(cut("Zürich", 6) == "Zürich");
  CHECK(cut("東京都", 6) == "東京都");
  CHECK(cut("東京都", 5) == "東京~");
  CHECK(cut("東京都", 4) == "東~");  // half a character is none
  CHECK(cut("re\u0301sume\u0301", 6) == "re\u0301sume\u0301");
}

TEST_CASE("text: it fills its column, whatever it holds") {
  CHECK(fitted("ab", 4) == "ab  ");
  CHECK(fitted("ab", 4, Align::kRight) == "  ab");
  CHECK(fitted("東京都", 4) == "東~ ");
  for (const char* text : {"", "a", "Zürich", "東京都", "\xff\xff\xff\xff\xff"})
    for (std::size_t width = 0; width < 9; ++width)
      CHECK(width_of(fitted(text, width)) == width);
}

TEST_CASE("text: a name cannot speak to the terminal") {
  CHECK(printable("a\033[2Jb\nc\x7f") == "a?[2Jb?c?");
  CHECK(printable("a\xc2\x9b"
                  "2Jb") == "a?2Jb");  // the same as one character
  CHECK(printable("Zürich 東京 \xc2\xa0") == "Zürich 東京 \xc2\xa0");
  CHECK(printable("\xc2") == "\xc2");
}

TEST_CASE("text: colour is asked for") {
  CHECK(paint("enforce", Tone::kGood, false) == "enforce");
  CHECK(paint("enforce", Tone::kPlain, true) == "enforce");
  CHECK(paint("enforce", Tone::kGood, true) == "\033[32menforce\033[0m");
}
