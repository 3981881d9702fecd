/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BENCH_WANTED_H
#define BENCH_WANTED_H

/* For the compiler, whatever was made of it is wanted: a value, or what stands behind a pointer. */
#define WANTED(value) __asm__ volatile("" : : "r"(value) : "memory")

#endif
