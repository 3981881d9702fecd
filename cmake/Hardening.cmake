# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What Debian builds its own programs with; position independence is its compiler's default.
# Interface target, as haguard_warnings. scripts/build leaves the compiler's part out: it is for the
# binaries of a package, and the objects of every branch would be compiled twice.
option(HAGUARD_HARDENED "Compile with the checks that a package has" ON)
add_library(haguard_hardening INTERFACE)
if(HAGUARD_HARDENED)
  target_compile_options(haguard_hardening INTERFACE -fstack-protector-strong -U_FORTIFY_SOURCE
                                                     -D_FORTIFY_SOURCE=2)
endif()
target_link_options(haguard_hardening INTERFACE -Wl,-z,relro -Wl,-z,now)
