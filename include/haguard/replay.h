/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Frames out of a capture for the program that feeds them to the data path, many for one system
 * call: what they are, and where their bytes stand in map `bytes`.
 */
#ifndef HAGUARD_REPLAY_H
#define HAGUARD_REPLAY_H

#include <linux/types.h>

#include "haguard/abi.h"

#define HG_REPLAY_FRAMES     131072	/* of one batch */
#define HG_REPLAY_CHUNK	     (1U << 20) /* the kernel before 6.4 has no value above 4 MiB */
#define HG_REPLAY_CHUNKS     8
#define HG_REPLAY_SHORTEST   14	  /* the kernel gives a program no shorter frame */
#define HG_REPLAY_LONGEST    3400 /* of a page, with what the kernel keeps before and behind it */
#define HG_REPLAY_LAST_PLACE (HG_REPLAY_CHUNK - HG_REPLAY_LONGEST)

/* An entry of map `bytes`. */
struct hg_replay_chunk {
	__u8 bytes[HG_REPLAY_CHUNK];
};

struct hg_replay_frame {
	__u64 time_ns;
	__u32 place; /* in its chunk; at most HG_REPLAY_LAST_PLACE */
	__u16 size;
	__u8 chunk;
	__u8 side;
};
HG_STATIC_ASSERT(sizeof(struct hg_replay_frame) == 16, "hg_replay_frame");

#endif
