/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A drop sample: the first bytes of a frame that was dropped (or would be), with the reason.
 * Written to the ring buffer `samples` while somebody listens, at most HG_SAMPLES_PER_SECOND for
 * each CPU; what does not fit is counted in link_stats.
 */
#ifndef HAGUARD_EVENT_H
#define HAGUARD_EVENT_H

#include <linux/types.h>

#include "haguard/abi.h"

#define HG_SAMPLE_BYTES	      128
#define HG_SAMPLES_PER_SECOND 256

struct hg_sample {
	__u64 time_ns; /* CLOCK_MONOTONIC, coarse */
	__u32 generation;
	__u32 length;	/* of the frame on the wire */
	__u16 captured; /* bytes of `frame` that are filled */
	__u8 side;
	__u8 reason;	  /* enum hg_reason */
	__u8 disposition; /* enum hg_disposition */
	__u8 pad[3];
	__u8 frame[HG_SAMPLE_BYTES];
};
HG_STATIC_ASSERT(sizeof(struct hg_sample) == 24 + HG_SAMPLE_BYTES, "hg_sample");

#endif
