/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How long a frame stays in this machine: the XDP program of the port it comes in on writes a stamp
 * in front of it, the egress program of the port it leaves by reads the stamp. What must stay true:
 * a stamp stands beside the frame and never in it, and metadata of anybody else is left alone.
 */
#ifndef HAGUARD_RESIDENCE_H
#define HAGUARD_RESIDENCE_H

#include <linux/types.h>

#include "haguard/abi.h"
#include "haguard/histogram.h"

/*
 * hg_control.stamping: which frames are stamped. Zero, a zeroed control map, is off. Of other
 * frames each CPU stamps the first of a flow, or of a reason where no flow is recognised, and then
 * one in hg_control.stamp_mask + 1 of it: each flow is measured, the quiet ones too.
 */
enum hg_stamping {
	HG_STAMP_OFF = 0,
	HG_STAMP_HEARTBEATS = 1, /* every frame of a heartbeat flow */
	HG_STAMP_SAMPLED = 2,	 /* these, and of each other flow one in stamp_mask + 1 */
};

/* What is chosen where nobody says otherwise: one in 256 frames of each other flow. */
#define HG_DEFAULT_STAMP_MASK 255

enum hg_stamp_class {
	HG_CLASS_OTHER = 0,
	HG_CLASS_HEARTBEAT = 1,
	HG_CLASS_LIMIT = 2,
};

#define HG_STAMP_MAGIC 0x48477374 /* tells a stamp from the metadata of a driver or a program */

/* In front of the frame between the two programs. The kernel keeps at most 32 bytes there. */
struct hg_stamp {
	__u64 time_ns; /* CLOCK_MONOTONIC */
	__u32 magic;
	__u32 tag; /* hg_link_info.stamp_tag: the stamps of another link are not ours */
	__u8 side; /* that it came in on */
	__u8 kind; /* enum hg_stamp_class */
	__u8 pad[6];
};
HG_STATIC_ASSERT(sizeof(struct hg_stamp) == 24, "hg_stamp");

/* Of the frames that came in on a port; stands in hg_port_stats. */
struct hg_stamp_stats {
	__u64 stamped[HG_CLASS_LIMIT];
	__u64 refused; /* the driver has no room for metadata */
	__u64 pad;
};
HG_STATIC_ASSERT(sizeof(struct hg_stamp_stats) == 32, "hg_stamp_stats");

/* Index into per-CPU map `residence`, whose values are struct hg_histogram. */
#define HG_RESIDENCE_SLOTS(sides) ((sides) * (sides)*HG_CLASS_LIMIT)
#define HG_RESIDENCE_INDEX(sides, from, to, kind)                                                  \
	(((from) * (sides) + (to)) * HG_CLASS_LIMIT + (kind))

#endif
