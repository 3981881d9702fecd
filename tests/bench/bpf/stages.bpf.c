// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How far into the data path a hit's time goes: programs of its own headers, each of which ends
 * behind another stage. For IPv4 frames without ports; the maps are those of a link.
 */
#include "maps.h"

#include "account.h"
#include "cpu.h"
#include "frame.h"
#include "glance.h"
#include "wanted.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

enum stage {
	FETCHED, /* clock and counters of this CPU, control, policy and its head */
	READ,
	FOUND,
	RECOGNISED,
	ACCOUNTED,
};

/* Into registers, as hg_glance() reads it. */
static __always_inline int read_ipv4(struct hg_frame frame, struct hg_packet *packet)
{
	__u16 ethertype;

	frame.glance = 1;
	return !hg_parse_ethernet(&frame, packet, &ethertype) && ethertype == HG_ETHERTYPE_IPV4 &&
	       !hg_parse_ipv4(&frame, packet);
}

static __always_inline int run_to(struct xdp_md *ctx, enum stage last)
{
	const __u32 zero = 0;
	const struct hg_frame frame = frame_of(ctx, 1);
	struct hg_packet packet = {};
	struct hg_verdict verdict = {};
	struct hg_counted counted = {};
	struct hg_port_stats *own = hg_this_cpu(0);
	const __u64 tick = bpf_jiffies64();
	const union hg_entry *first;
	hg_table table;

	if (!own)
		return XDP_ABORTED;
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
	if (last == READ || last == FOUND) {
		if (!read_ipv4(frame, &packet))
			return XDP_ABORTED;
		if (last == FOUND)
			return hg_find_flow(table, &first->head, &packet) ? XDP_PASS : XDP_DROP;
		WANTED(hg_key_word(&packet.key, 0));
		WANTED(hg_key_word(&packet.key, 2));
		WANTED(packet.source_word);
		return XDP_PASS;
	}
	if (!hg_glance(frame, 0, table, &first->head, &verdict, &counted.length))
		return XDP_ABORTED;
	if (last == RECOGNISED)
		return verdict.reason == HG_REASON_FLOW ? XDP_PASS : XDP_DROP;
	return hg_account(ctx, &counted, HG_MODE_ENFORCE, &verdict, &first->head, own, 1);
}

SEC("xdp.frags")
int stage_fetched(struct xdp_md *ctx)
{
	return run_to(ctx, FETCHED);
}

SEC("xdp.frags")
int stage_read(struct xdp_md *ctx)
{
	return run_to(ctx, READ);
}

SEC("xdp.frags")
int stage_found(struct xdp_md *ctx)
{
	return run_to(ctx, FOUND);
}

SEC("xdp.frags")
int stage_recognised(struct xdp_md *ctx)
{
	return run_to(ctx, RECOGNISED);
}

SEC("xdp.frags")
int stage_accounted(struct xdp_md *ctx)
{
	return run_to(ctx, ACCOUNTED);
}
