/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The gaps of one heartbeat flow: how long it was from each of its frames to the next. The frames
 * of one flow may come in on several CPUs, so what they share stands under a lock.
 */
#ifndef HAGUARD_HEARTBEAT_H
#define HAGUARD_HEARTBEAT_H

#include <linux/bpf.h>

#include "haguard/abi.h"
#include "haguard/histogram.h"

#define HG_HEARTBEAT_SLOTS 64 /* so many heartbeat flows of a link are timed */
HG_STATIC_ASSERT(HG_HEARTBEAT_SLOTS <= 256, "hg_line.slot is a byte");

#define HG_JITTER_WEIGHT 16 /* of the past against one gap, as in RFC 3550 */

/* Value of map `heartbeats`, indexed by hg_line.slot. Times are CLOCK_MONOTONIC. */
struct hg_heartbeat {
	struct bpf_spin_lock lock; /* first: without CAP_PERFMON no pointer to it is computed */
	__u32 owner;   /* flow id + 1; 0: free. Written by userspace, the rest by the kernel */
	__u64 last_ns; /* of the newest frame; 0: none yet */
	__u64 longest_end_ns;  /* when the longest gap, gaps.max_ns, ended */
	__u64 previous_gap_ns; /* the newest one */
	__u64 jitter_ns;       /* how much one gap differs from the next, smoothed */
	struct hg_histogram gaps;
	__u64 bucket_ns[HG_BUCKETS]; /* the gaps of each bucket, added up */
};
HG_STATIC_ASSERT(sizeof(struct hg_heartbeat) == 40 + 8 * (2 * HG_BUCKETS + 2), "hg_heartbeat");

#endif
