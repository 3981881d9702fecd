# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Warnings are errors: a warning nobody reads is a defect nobody finds.
# Interface target, so that a folder opts in by linking it.
add_library(haguard_warnings INTERFACE)
target_compile_options(
  haguard_warnings
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Werror
            -Wshadow
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Wcast-align
            -Woverloaded-virtual
            -Wconversion
            -Wno-sign-conversion
            -Wformat=2
            -Wimplicit-fallthrough)
