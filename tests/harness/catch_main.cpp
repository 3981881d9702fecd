// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Catch2's main(), compiled once and linked into every test binary.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
