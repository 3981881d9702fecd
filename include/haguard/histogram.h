/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one histogram of every latency: residence times from 64 ns on, gaps between heartbeats up to
 * four minutes. Log-linear: each power of two is cut into eight buckets of equal width, so a bucket
 * is at most 12.5 % wide and all of them merge and compare, whatever they count.
 * Bucket 0 takes what is below 64 ns, the last one what is 240 s or longer.
 */
#ifndef HAGUARD_HISTOGRAM_H
#define HAGUARD_HISTOGRAM_H

#include <linux/types.h>

#include "haguard/forget.h"

#define HG_BUCKETS	      256
#define HG_BUCKET_LAST	      (HG_BUCKETS - 1)
#define HG_BUCKET_FIRST_POWER 6 /* bucket 1 begins at 2^6 ns */
#define HG_BUCKET_SPLIT	      3 /* a power of two has 2^3 buckets */
#define HG_BUCKET_PART	      7 /* which of them: the bits of a part */

/* Written by the kernel alone: one for each CPU, or one under a lock (heartbeat.h, round_trip.h).
 * The count is the sum of the buckets. */
struct hg_histogram {
	__u64 buckets[HG_BUCKETS];
	__u64 sum_ns;
	__u64 max_ns;
};

#ifdef __cplusplus
static_assert(sizeof(hg_histogram) == 8 * (HG_BUCKETS + 2), "hg_histogram");
#else
_Static_assert(sizeof(struct hg_histogram) == 8 * (HG_BUCKETS + 2), "hg_histogram");
#endif

#define HG_HISTOGRAM_INLINE static inline __attribute__((always_inline))

/* Position of the highest bit; 0 for 0. BPF has no instruction for it, and a loop is not needed. */
HG_HISTOGRAM_INLINE __u32 hg_highest_bit(__u64 value)
{
	__u32 bit = 0;

	if (value >> 32) {
		bit += 32;
		value >>= 32;
	}
	if (value >> 16) {
		bit += 16;
		value >>= 16;
	}
	if (value >> 8) {
		bit += 8;
		value >>= 8;
	}
	if (value >> 4) {
		bit += 4;
		value >>= 4;
	}
	if (value >> 2) {
		bit += 2;
		value >>= 2;
	}
	return bit + (value >> 1 & 1);
}

/* The bucket that counts a duration: 0 to HG_BUCKET_LAST. */
HG_HISTOGRAM_INLINE __u32 hg_bucket_of(__u64 ns)
{
	const __u32 power = hg_highest_bit(ns);
	__u32 bucket;

	if (power < HG_BUCKET_FIRST_POWER)
		return 0;
	bucket = (power - HG_BUCKET_FIRST_POWER) << HG_BUCKET_SPLIT;
	bucket += ns >> (power - HG_BUCKET_SPLIT) & HG_BUCKET_PART;
	bucket += 1;
	return bucket < HG_BUCKET_LAST ? bucket : HG_BUCKET_LAST;
}

/* `bucket`, of which the verifier knows no more than its bound. `noise`: as for hg_forget(). */
HG_HISTOGRAM_INLINE __u32 hg_plain_bucket(__u64 bucket, __u64 noise)
{
	return hg_forget(bucket, noise) & (HG_BUCKETS - 1);
}

/* The shortest duration that a bucket counts; it ends where the next one begins. */
HG_HISTOGRAM_INLINE __u64 hg_bucket_begin_ns(__u32 bucket)
{
	const __u64 parts = 1U << HG_BUCKET_SPLIT;
	const __u64 step = bucket ? bucket - 1 : 0;

	if (!bucket)
		return 0;
	return (parts + step % parts) << (step / parts + HG_BUCKET_FIRST_POWER - HG_BUCKET_SPLIT);
}

/* Counts one duration. The caller sees to it that nobody else writes: by a map per CPU, or a lock.
 */
HG_HISTOGRAM_INLINE void hg_histogram_add(struct hg_histogram *histogram, __u64 ns)
{
	const __u64 sum_ns = histogram->sum_ns;

	histogram->buckets[hg_plain_bucket(hg_bucket_of(ns), sum_ns)]++;
	histogram->sum_ns = sum_ns + ns;
	if (ns > histogram->max_ns)
		histogram->max_ns = ns;
}

#endif
