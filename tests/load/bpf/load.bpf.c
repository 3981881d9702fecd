// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The load of one direction. A seed frame that the test sends into the cable load0-load1 of the
 * sender is multiplied on load1: each copy passes `generate` on its way out of the sender's
 * interface, where it becomes the next numbered frame, or nothing if none is due. `receive` sits on
 * the other unit's interface, `pass_all` on a port that nothing guards.
 * Sender and receiver share this object's memory: there are never more frames under way than the
 * smallest queue of the path holds, so a frame that is missing was dropped by someone.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "stream_state.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* The sender's interface, as often as a seed is to be copied. Key: any. Written by the test. */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, LOAD_COPIES);
	__type(key, __u32);
	__type(value, struct bpf_devmap_val);
} copies SEC(".maps");

/* Set before loading. */
volatile const __u64 window = 0;	 /* legitimate frames that may be under way */
volatile const __u64 intruder_every = 0; /* an intruder after so many legitimate frames */
volatile const struct load_template legitimate = {};
volatile const struct load_template intruders[LOAD_INTRUDER_KINDS] = {};

struct load_state state = {};

static __always_inline __u64 under_way(void)
{
	__u64 arrived = *(volatile __u64 *)&state.highest;
	const __u64 written_off = *(volatile __u64 *)&state.written_off;

	if (arrived < written_off)
		arrived = written_off;
	return state.sent > arrived ? state.sent - arrived : 0;
}

static __always_inline void write_frame(__u64 *to, const volatile struct load_template *from)
{
	int i;

	for (i = 0; i < LOAD_STAMP_OFFSET / 8; i++)
		to[i] = from->words[i];
}

SEC("xdp")
int multiply(struct xdp_md *ctx)
{
	const void *data = (const void *)(long)ctx->data;
	const struct load_stamp *stamp = data + LOAD_STAMP_OFFSET;

	if (data + LOAD_FRAME_BYTES > (const void *)(long)ctx->data_end)
		return XDP_DROP;
	if (stamp->magic != LOAD_STAMP_MAGIC)
		return XDP_DROP;
	return bpf_redirect_map(&copies, 0, BPF_F_BROADCAST);
}

SEC("xdp/devmap")
int generate(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	struct load_stamp *stamp = data + LOAD_STAMP_OFFSET;

	if (data + LOAD_FRAME_BYTES > (void *)(long)ctx->data_end)
		return XDP_DROP;
	if (state.sent >= *(volatile __u64 *)&state.goal || under_way() >= window)
		return XDP_DROP;

	stamp->magic = LOAD_STAMP_MAGIC;
	stamp->intruders_before = state.intruders_sent;
	if (state.since_intruder >= intruder_every && *(volatile __u64 *)&state.with_intruders) {
		write_frame(data, &intruders[state.intruders_sent & (LOAD_INTRUDER_KINDS - 1)]);
		stamp->intruder = 1;
		stamp->sequence = state.intruders_sent;
		state.since_intruder = 0;
		state.intruders_sent++;
		return XDP_PASS;
	}
	state.sent++;
	state.since_intruder++;
	if (state.skipped < *(volatile __u64 *)&state.skip) {
		state.skipped++;
		return XDP_DROP;
	}
	write_frame(data, &legitimate);
	stamp->intruder = 0;
	stamp->sequence = state.sent;
	return XDP_PASS;
}

static __always_inline void note_intruder(const struct load_stamp *stamp)
{
	state.intruders_received++;
	if (stamp->sequence >= *(volatile __u64 *)&state.forbidden_from &&
	    stamp->sequence < *(volatile __u64 *)&state.forbidden_until)
		state.forbidden_received++;
}

static __always_inline void note_legitimate(const struct load_stamp *stamp)
{
	const __u64 now = bpf_ktime_get_ns();
	const __u64 sequence = stamp->sequence;

	state.received++;
	if (state.last_ns && now - state.last_ns > state.longest_gap_ns)
		state.longest_gap_ns = now - state.last_ns;
	state.last_ns = now;
	state.intruders_judged = stamp->intruders_before;
	if (sequence <= state.highest) {
		state.late++;
		return;
	}
	state.missing += sequence - state.highest - 1;
	state.highest = sequence;
}

SEC("xdp")
int receive(struct xdp_md *ctx)
{
	const void *data = (const void *)(long)ctx->data;
	const struct load_stamp *stamp = data + LOAD_STAMP_OFFSET;

	if (data + LOAD_FRAME_BYTES > (const void *)(long)ctx->data_end)
		return XDP_PASS;
	if (stamp->magic != LOAD_STAMP_MAGIC)
		return XDP_PASS;
	if (stamp->intruder)
		note_intruder(stamp);
	else
		note_legitimate(stamp);
	return XDP_DROP;
}

SEC("xdp")
int pass_all(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_PASS;
}
