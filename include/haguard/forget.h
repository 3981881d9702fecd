/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A value of which the verifier forgets what it knows. */
#ifndef HAGUARD_FORGET_H
#define HAGUARD_FORGET_H

#include <linux/types.h>

/*
 * `value` itself. Without CAP_PERFMON an index must look the same on every way to its use, and what
 * is known of a number on one way alone has what follows walked once for each. `noise` is read from
 * a map, so the verifier knows nothing of it; it cancels out.
 */
static inline __attribute__((always_inline)) __u64 hg_forget(__u64 value, __u64 noise)
{
#ifdef __bpf__
	__asm__ volatile("%0 ^= %1\n%0 ^= %1" : "+r"(value) : "r"(noise));
#else
	(void)noise;
#endif
	return value;
}

#endif
