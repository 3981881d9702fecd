/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What each CPU keeps at hand of a port: what it counted there, and what it last asked the kernel.
 * One value, so that a frame finds all of it by one look-up.
 */
#ifndef HAGUARD_PORT_STATS_H
#define HAGUARD_PORT_STATS_H

#include <linux/types.h>

#include "haguard/abi.h"
#include "haguard/residence.h"

/* Where a port counts a disposition and reason. */
#define HG_REASON_INDEX(disposition, reason) (1UL * (disposition)*HG_REASON_LIMIT + (reason))
#define HG_REASON_SLOTS			     (1UL * HG_DISPOSITIONS * HG_REASON_LIMIT)

/*
 * Value of per-CPU map `port_stats`, by side. tick, now_ns and first_flow are the program's own
 * (bpf/cpu.h). What most frames touch stands together.
 */
struct hg_port_stats {
	struct hg_stamp_stats stamps;
	__u64 tick;	  /* jiffies when the kernel was asked */
	__u64 now_ns;	  /* CLOCK_MONOTONIC, coarse */
	__u32 first_flow; /* HG_FLOW_INDEX of flow id 0 */
	__u32 pad;
	struct hg_counter reasons[HG_REASON_SLOTS]; /* their sum is what the port received */
};
HG_STATIC_ASSERT(sizeof(struct hg_port_stats) == 56 + 16 * HG_REASON_SLOTS, "hg_port_stats");

#endif
