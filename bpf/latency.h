/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Stamping: the time of arrival, written in front of a frame that passes. Packets with unlike
 * metadata are not merged by GRO, so of bulk traffic only a sample is stamped: which frames those
 * are is told by counters that are kept anyway.
 */
#ifndef HAGUARD_BPF_LATENCY_H
#define HAGUARD_BPF_LATENCY_H

#include "maps.h"
#include "portable.h"

/* Writes the stamp; 0 where the driver has no room for metadata, or somebody else's fills it. */
HG_INLINE int hg_put_stamp(struct xdp_md *ctx, __u8 side, __u32 tag, __u8 kind)
{
	struct hg_stamp *stamp;

	if (bpf_xdp_adjust_meta(ctx, -(int)sizeof(*stamp)))
		return 0;
	stamp = (struct hg_stamp *)(long)ctx->data_meta;
	if ((void *)(stamp + 1) > (void *)(long)ctx->data)
		return 0;
	__builtin_memset(stamp, 0, sizeof(*stamp));
	stamp->time_ns = bpf_ktime_get_ns();
	stamp->magic = HG_STAMP_MAGIC;
	stamp->tag = tag;
	stamp->side = side;
	stamp->kind = kind;
	return 1;
}

/* One more. The compiler must not make one place of two, by a pointer that depends on which: that
 * takes CAP_PERFMON. */
HG_INLINE void hg_count_one(__u64 *counter)
{
	(*counter)++;
	barrier_var(counter);
}

/* `kind` is a constant: each has its counters at a place of its own. */
HG_INLINE void hg_stamp_as(struct xdp_md *ctx, struct hg_stamp_stats *stats, __u8 side, __u32 tag,
			   __u8 kind)
{
	if (hg_put_stamp(ctx, side, tag, kind))
		hg_count_one(&stats->stamped[kind]);
	else
		hg_count_one(&stats->refused);
}

/* One that passes; few are, and hg_stamp_frame() asks further. `before`: of hg_counted. */
HG_INLINE int hg_may_be_stamped(__u64 before, __u8 line_flags)
{
	return !(before & control.stamp_mask) || line_flags & HG_LINE_HEARTBEAT;
}

HG_INLINE void hg_stamp_frame(struct xdp_md *ctx, struct hg_stamp_stats *stats, __u8 side,
			      __u32 tag, int heartbeat)
{
	if (control.stamping == HG_STAMP_OFF)
		return;
	if (heartbeat)
		hg_stamp_as(ctx, stats, side, tag, HG_CLASS_HEARTBEAT);
	else if (control.stamping == HG_STAMP_SAMPLED)
		hg_stamp_as(ctx, stats, side, tag, HG_CLASS_OTHER);
}

#endif
