// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How far into the data path a hit's time goes: programs of its own headers, each of which ends
 * behind another stage. Frames without neighbour discovery; the maps are those of a link.
 */
#include "maps.h"

#include "account.h"
#include "cpu.h"
#include "frame.h"
#include "parse.h"
#include "wanted.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

enum stage {
	PARSED,
	FETCHED, /* control, clock, policy and its head */
	FOUND,
	DECIDED,
	ACCOUNTED,
};

static __always_inline int run_to(struct xdp_md *ctx, enum stage last)
{
	const __u32 zero = 0;
	struct hg_packet packet = {};
	struct hg_frame frame = frame_of(ctx, 1);
	struct hg_verdict verdict;
	struct hg_counted counted = {};
	struct hg_port_stats *own;
	__u64 tick;
	const union hg_entry *first;
	hg_table table;

	hg_parse_headers(&frame, 0, &packet);
	WANTED(&packet);
	if (last == PARSED)
		return XDP_PASS;
	own = hg_this_cpu(0);
	if (!own)
		return XDP_ABORTED;
	tick = bpf_jiffies64();
	if (own->tick != tick)
		hg_keep_up(own, tick, HG_DEFAULT_FLOWS);
	table = bpf_map_lookup_elem(&policy, &zero);
	if (!table)
		return XDP_ABORTED;
	first = hg_entry_at(table, 0);
	if (!first || (control.word & HG_MODE_MASK) != HG_MODE_ENFORCE)
		return XDP_ABORTED;
	if (last == FETCHED)
		return XDP_PASS;
	if (last == FOUND)
		return hg_find_flow(table, &first->head, &packet) ? XDP_PASS : XDP_DROP;
	verdict = hg_decide(table, &first->head, &packet);
	if (last == DECIDED)
		return verdict.reason == HG_REASON_FLOW ? XDP_PASS : XDP_DROP;
	counted.length = packet.length;
	return hg_account(ctx, &counted, HG_MODE_ENFORCE, &verdict, &first->head, own, 1);
}

SEC("xdp.frags")
int stage_parsed(struct xdp_md *ctx)
{
	return run_to(ctx, PARSED);
}

SEC("xdp.frags")
int stage_fetched(struct xdp_md *ctx)
{
	return run_to(ctx, FETCHED);
}

SEC("xdp.frags")
int stage_found(struct xdp_md *ctx)
{
	return run_to(ctx, FOUND);
}

SEC("xdp.frags")
int stage_decided(struct xdp_md *ctx)
{
	return run_to(ctx, DECIDED);
}

SEC("xdp.frags")
int stage_accounted(struct xdp_md *ctx)
{
	return run_to(ctx, ACCOUNTED);
}
