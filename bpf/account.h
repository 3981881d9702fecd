/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one place that writes counters and samples and turns a reason into an XDP code. Every frame
 * passes hg_account() exactly once.
 */
#ifndef HAGUARD_BPF_ACCOUNT_H
#define HAGUARD_BPF_ACCOUNT_H

#include "cpu.h"
#include "decide.h"
#include "haguard/forget.h"
#include "sample.h"

/* These return how many frames the counter had before. */
HG_INLINE __u64 hg_count(struct hg_counter *counter, const struct hg_counted *frame)
{
	counter->bytes += frame->length;
	return counter->frames++;
}

HG_INLINE __u64 hg_count_reason(struct hg_port_stats *own, const struct hg_counted *frame,
				__u64 index)
{
	index = hg_forget(index, own->tick);
	if (index >= HG_REASON_SLOTS)
		return 0;
	return hg_count(&own->reasons[index], frame);
}

/*
 * The same for a program that may not do arithmetic with pointers: by itself, as its verifier walks
 * every way to such a place one by one.
 */
__attribute__((noinline)) int count_reason(__u32 side, __u32 index, __u64 length)
{
	const struct hg_counted frame = {.length = length, .side = side};
	struct hg_port_stats *own = hg_this_cpu(side);

	return own ? (int)hg_count_reason(own, &frame, index) : 0;
}

HG_INLINE __u64 hg_count_flow(const struct hg_counted *frame, __u32 flow_id,
			      const struct hg_port_stats *own)
{
	const __u32 index = own->first_flow + flow_id;
	struct hg_flow_stats *stats = bpf_map_lookup_elem(&flow_stats, &index);

	if (!stats)
		return 0;
	stats->bytes += frame->length;
	stats->last_ns = own->now_ns;
	return stats->frames++;
}

HG_INLINE __u32 hg_disposition_of(__u32 reason, __u8 mode)
{
	if (reason < HG_REASON_FIRST_DROP)
		return HG_PASSED;
	return mode == HG_MODE_ENFORCE ? HG_DROPPED : HG_WOULD_DROP;
}

/* What most frames come to is counted at a place that the compiler knows. */
HG_INLINE __u64 hg_count_disposed(struct hg_port_stats *own, const struct hg_counted *frame,
				  __u32 disposition, __u32 reason, int arithmetic)
{
	if (reason == HG_REASON_UNKNOWN_SOURCE && disposition == HG_DROPPED)
		return hg_count(
			&own->reasons[HG_REASON_INDEX(HG_DROPPED, HG_REASON_UNKNOWN_SOURCE)],
			frame);
	if (arithmetic)
		return hg_count_reason(own, frame, HG_REASON_INDEX(disposition, reason));
	return count_reason(frame->side, HG_REASON_INDEX(disposition, reason), frame->length);
}

/* `arithmetic`: as in frame_of(). */
HG_INLINE int hg_account(struct xdp_md *ctx, struct hg_counted *frame, __u8 mode,
			 const struct hg_verdict *verdict, const struct hg_head *head,
			 struct hg_port_stats *own, int arithmetic)
{
	__u32 disposition;

	if (verdict->reason == HG_REASON_FLOW) {
		hg_count(&own->reasons[HG_REASON_INDEX(HG_PASSED, HG_REASON_FLOW)], frame);
		frame->before = hg_count_flow(frame, verdict->flow_id, own);
		return XDP_PASS;
	}
	disposition = hg_disposition_of(verdict->reason, mode);
	frame->before = hg_count_disposed(own, frame, disposition, verdict->reason, arithmetic);
	if (disposition != HG_PASSED && control.sample_until_ns > own->now_ns)
		hg_sample_frame(ctx, frame, disposition, verdict->reason, head->generation,
				own->now_ns);
	return disposition == HG_DROPPED ? XDP_DROP : XDP_PASS;
}

#endif
