/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one place that writes counters and samples and turns a reason into an XDP code. Every frame
 * passes hg_account() exactly once.
 */
#ifndef HAGUARD_BPF_ACCOUNT_H
#define HAGUARD_BPF_ACCOUNT_H

#include "cpu.h"
#include "decide.h"
#include "sample.h"

HG_INLINE void hg_count_reason(const struct hg_packet *packet, __u32 disposition, __u32 reason)
{
	__u32 index = HG_REASON_INDEX(packet->key.side, disposition, reason);
	struct hg_counter *counter = bpf_map_lookup_elem(&reason_stats, &index);

	if (!counter)
		return;
	counter->frames++;
	counter->bytes += packet->length;
}

HG_INLINE void hg_count_flow(const struct hg_packet *packet, __u32 flow_id,
			     const struct hg_cpu *own)
{
	const __u32 index = own->first_flow + flow_id;
	struct hg_flow_stats *stats = bpf_map_lookup_elem(&flow_stats, &index);

	if (!stats)
		return;
	stats->frames++;
	stats->bytes += packet->length;
	stats->last_ns = own->now_ns;
}

HG_INLINE __u32 hg_disposition_of(__u32 reason, __u8 mode)
{
	if (reason < HG_REASON_FIRST_DROP)
		return HG_PASSED;
	return mode == HG_MODE_ENFORCE ? HG_DROPPED : HG_WOULD_DROP;
}

HG_INLINE int hg_account(struct xdp_md *ctx, const struct hg_control *state,
			 const struct hg_packet *packet, __u8 mode,
			 const struct hg_verdict *verdict, const struct hg_head *head,
			 const struct hg_cpu *own)
{
	__u32 disposition;

	if (verdict->reason == HG_REASON_FLOW) {
		hg_count_reason(packet, HG_PASSED, HG_REASON_FLOW);
		hg_count_flow(packet, verdict->flow_id, own);
		return XDP_PASS;
	}
	disposition = hg_disposition_of(verdict->reason, mode);
	hg_count_reason(packet, disposition, verdict->reason);
	if (disposition != HG_PASSED && state->sample_until_ns > own->now_ns)
		hg_sample_frame(ctx, packet, disposition, verdict->reason, head->generation,
				own->now_ns);
	return disposition == HG_DROPPED ? XDP_DROP : XDP_PASS;
}

#endif
