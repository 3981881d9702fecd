/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The coarse clock, CLOCK_MONOTONIC at the last tick, for each frame. Asking the kernel is a call,
 * and where a CPU defends itself against speculation a call costs more than all the rest of the
 * program. The clock moves with the tick, and jiffies are a plain load: so each CPU asks once a
 * tick and keeps the answer.
 */
#ifndef HAGUARD_BPF_CLOCK_H
#define HAGUARD_BPF_CLOCK_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "portable.h"

struct hg_clock {
	__u64 tick; /* jiffies when it was asked */
	__u64 now_ns;
};

/* Of one program; each port's has its own. Written by it alone. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct hg_clock);
} clock SEC(".maps");

/*
 * Nanoseconds of CLOCK_MONOTONIC, at most one tick older than bpf_ktime_get_coarse_ns() says: the
 * kernel counts the tick a moment before it moves the clock.
 */
HG_INLINE __u64 hg_coarse_ns(void)
{
	const __u32 zero = 0;
	const __u64 tick = bpf_jiffies64();
	struct hg_clock *last = bpf_map_lookup_elem(&clock, &zero);

	if (!last)
		return bpf_ktime_get_coarse_ns();
	if (last->tick != tick) {
		last->now_ns = bpf_ktime_get_coarse_ns();
		last->tick = tick;
	}
	return last->now_ns;
}

#endif
