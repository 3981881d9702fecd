/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Times the gap in front of a frame of a heartbeat flow. Two CPUs may have two frames of one flow
 * at a time: under the lock each gap is counted once, and no time goes back. Costs frames of other
 * flows nothing.
 */
#ifndef HAGUARD_BPF_HEARTBEAT_H
#define HAGUARD_BPF_HEARTBEAT_H

#include "haguard/forget.h"
#include "maps.h"
#include "portable.h"

/* Jitter as in RFC 3550, 6.4.1: a sixteenth of each new difference. */
HG_INLINE void hg_follow_jitter(struct hg_heartbeat *heartbeat, __u64 gap)
{
	const __u64 before = heartbeat->previous_gap_ns;
	const __u64 difference = gap > before ? gap - before : before - gap;

	heartbeat->previous_gap_ns = gap;
	if (before)
		heartbeat->jitter_ns +=
			difference / HG_JITTER_WEIGHT - heartbeat->jitter_ns / HG_JITTER_WEIGHT;
}

/*
 * A frame that came in at `now`. What began before `since` is no gap: nobody looked. A frame that
 * another CPU overtook came in at the same time as that one, for all that matters here: a gap of 0.
 */
HG_INLINE void hg_time_heartbeat(__u32 slot, __u64 now, __u64 since)
{
	struct hg_heartbeat *heartbeat = bpf_map_lookup_elem(&heartbeats, &slot);
	__u64 *buckets;
	__u64 *sums;
	__u64 noise;
	__u64 then;
	__u64 gap;
	__u32 bucket;

	if (!heartbeat)
		return;
	/* Into the arrays by pointers that are past the lock, which none may pass over. */
	buckets = heartbeat->gaps.buckets;
	sums = heartbeat->bucket_ns;
	barrier_var(buckets);
	barrier_var(sums);
	noise = heartbeat->gaps.sum_ns;
	bpf_spin_lock(&heartbeat->lock);
	then = heartbeat->last_ns;
	gap = now > then ? now - then : 0;
	if (now > then)
		heartbeat->last_ns = now;
	if (then && then >= since) {
		heartbeat->gaps.sum_ns += gap;
		if (gap > heartbeat->gaps.max_ns) {
			heartbeat->gaps.max_ns = gap;
			heartbeat->longest_end_ns = now;
		}
		hg_follow_jitter(heartbeat, gap);
		/* Last: the verifier walks what follows once for each bucket. */
		gap = hg_forget(gap, noise);
		bucket = hg_plain_bucket(hg_bucket_of(gap), noise);
		buckets[bucket]++;
		sums[bucket] += gap;
	}
	bpf_spin_unlock(&heartbeat->lock);
}

#endif
