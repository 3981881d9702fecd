// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The programs of the bench: what haguard is compared with, and drivers that give a program another
 * frame at each run. BPF_PROG_TEST_RUN repeats one frame; a driver changes it and goes on to the
 * program by a tail call. Its own cost is measured with a program behind it that does nothing.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "traffic.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* The program behind a driver. Key 0. Written by the bench. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} target SEC(".maps");

/* Of how many flows the frames are; at least 1. Written by the bench, read by `spread`. */
__u32 flows = 1;

/* The number of the next frame. Written by the drivers, set by the bench. */
__u32 next = 0;

/* The ports of `flow`, of a frame that is UDP over IPv4; 0 where it is too short for that. */
static __always_inline int write_ports(struct xdp_md *ctx, __u32 flow)
{
	__be16 *ports = (void *)(long)ctx->data + BENCH_PORTS_PLACE;

	if ((void *)(ports + 2) > (void *)(long)ctx->data_end)
		return 0;
	ports[0] = bpf_htons(bench_source_port(flow));
	ports[1] = bpf_htons(bench_destination_port(flow));
	return 1;
}

SEC("xdp")
int no_op(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_PASS;
}

/* Frames of all flows in turn. */
SEC("xdp")
int spread(struct xdp_md *ctx)
{
	if (!write_ports(ctx, bench_spread(next++, flows)))
		return XDP_ABORTED;
	bpf_tail_call(ctx, &target, 0);
	return XDP_ABORTED;
}

/* Each frame of a flow that never was before. */
SEC("xdp")
int fresh(struct xdp_md *ctx)
{
	if (!write_ports(ctx, next++))
		return XDP_ABORTED;
	bpf_tail_call(ctx, &target, 0);
	return XDP_ABORTED;
}

/* The frame as a driver would give it: what the run before wrote in front of it is gone. */
SEC("xdp")
int bare(struct xdp_md *ctx)
{
	const long written = (long)ctx->data - (long)ctx->data_meta;

	if (written && bpf_xdp_adjust_meta(ctx, (int)written))
		return XDP_ABORTED;
	bpf_tail_call(ctx, &target, 0);
	return XDP_ABORTED;
}
