/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the load programs and the test share: the stamp inside each frame, and the state of one
 * direction, mapped into the test. Each field has one writer.
 */
#ifndef HAGUARD_LOAD_STREAM_STATE_H
#define HAGUARD_LOAD_STREAM_STATE_H

#include <linux/types.h>

#define LOAD_FRAME_BYTES    72
#define LOAD_STAMP_OFFSET   48
#define LOAD_STAMP_MAGIC    0x6c6f6164U
#define LOAD_COPIES	    32
#define LOAD_INTRUDER_KINDS 4 /* a power of two */

struct load_stamp {
	__u32 magic;
	__u32 intruder;		/* 0: a legitimate frame */
	__u64 sequence;		/* legitimate from 1, intruders from 0 */
	__u64 intruders_before; /* intruders that were sent before this frame */
};

struct load_template {
	__u64 words[LOAD_FRAME_BYTES / 8];
};

struct load_state {
	/* By the test. */
	__u64 goal;	      /* legitimate frames that may have been sent by now */
	__u64 written_off;    /* up to this sequence nothing is waited for any more */
	__u64 forbidden_from; /* intruders of these numbers must not arrive: [from, until) */
	__u64 forbidden_until;
	__u64 with_intruders; /* 0: legitimate frames only */
	__u64 skip;	      /* sequence numbers to leave out, for the test of the test */

	/* By the generator. */
	__u64 sent; /* legitimate frames; also the number of the last one */
	__u64 skipped;
	__u64 intruders_sent;
	__u64 since_intruder;

	/* By the receiver. */
	__u64 received;
	__u64 highest;
	__u64 missing; /* numbers that were jumped over */
	__u64 late;    /* at or below the highest: out of order, or twice */
	__u64 last_ns;
	__u64 longest_gap_ns;
	__u64 intruders_received;
	__u64 forbidden_received;
	__u64 intruders_judged; /* these were sent before a frame that has arrived */
};

#endif
