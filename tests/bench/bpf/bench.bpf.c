// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The programs of the bench: what haguard is compared with, and drivers that give a program another
 * frame at each run. BPF_PROG_TEST_RUN repeats one frame; a driver changes it and goes on to the
 * program by a tail call. Its own cost is measured with a program behind it that does nothing.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

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

/* The same where a frame leaves. */
SEC("tc")
int no_op_egress(struct __sk_buff *skb)
{
	(void)skb;
	return TC_ACT_UNSPEC;
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

/* The interface that `send` and `send_spread` send on: its number in the sender's namespace.
 * Written by the bench. */
__u32 out = 0;

/* The partner of a port that only forwards. Key 0. Written by the bench. */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} partner SEC(".maps");

/* Frames that arrived. Written by `sink`, which runs on one CPU at a time. */
__u64 arrived = 0;

/* Whether frames that arrive are those of `send_timed`. Written by the bench. */
__u32 timing = 0;

/* How long the frames of `send_timed` took, in steps of BENCH_STEP_NS; the last takes what is
 * longer. Written by `sink`, emptied by the bench. */
__u64 took[BENCH_STEPS] = {};

/* For live frames: the kernel makes as many as are wanted, and this program sends them. */
SEC("xdp")
int send(struct xdp_md *ctx)
{
	(void)ctx;
	return bpf_redirect(out, 0);
}

SEC("xdp")
int send_spread(struct xdp_md *ctx)
{
	if (!write_ports(ctx, bench_spread(next++, flows)))
		return XDP_ABORTED;
	return bpf_redirect(out, 0);
}

SEC("xdp")
int send_timed(struct xdp_md *ctx)
{
	__u64 *time = (void *)(long)ctx->data + BENCH_TIME_PLACE;

	if ((void *)(time + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	*time = bpf_ktime_get_ns();
	return bpf_redirect(out, 0);
}

SEC("xdp")
int drop(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_DROP;
}

SEC("xdp")
int forward(struct xdp_md *ctx)
{
	(void)ctx;
	return bpf_redirect_map(&partner, 0, 0);
}

/* The least that a program does which looks at the frame at all: it has a source address. */
static __always_inline int has_source(struct xdp_md *ctx)
{
	const __be32 *source = (void *)(long)ctx->data + BENCH_SOURCE_PLACE;

	return (void *)(source + 1) <= (void *)(long)ctx->data_end && *source != 0;
}

SEC("xdp")
int drop_read(struct xdp_md *ctx)
{
	return has_source(ctx) ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int forward_read(struct xdp_md *ctx)
{
	return has_source(ctx) ? bpf_redirect_map(&partner, 0, 0) : XDP_PASS;
}

/* Hellos, by stream: when the last one came; and the gaps between them, in the order in which they
 * ended. Frames that are neither hello nor ordinary are a stranger's. Written by `sink`. */
__u64 last_hello[BENCH_STREAMS] = {};
__u64 gaps[BENCH_GAPS] = {};
__u32 gap_count = 0;
__u64 strangers = 0;

static __always_inline void note_hello(__u32 stream)
{
	const __u64 now = bpf_ktime_get_ns();
	__u64 *last;
	__u32 place = gap_count;

	if (stream >= BENCH_STREAMS)
		return;
	last = &last_hello[stream];
	if (*last && place < BENCH_GAPS) {
		gaps[place] = now - *last;
		gap_count = place + 1;
	}
	*last = now;
}

static __always_inline void note_time(__u64 sent)
{
	__u64 step = (bpf_ktime_get_ns() - sent) / BENCH_STEP_NS;

	if (step >= BENCH_STEPS)
		step = BENCH_STEPS - 1;
	took[step]++;
}

SEC("xdp")
int sink(struct xdp_md *ctx)
{
	const void *data = (const void *)(long)ctx->data;
	const struct bench_payload *hello = data + BENCH_TIME_PLACE;
	const __be16 *type = data + BENCH_TYPE_PLACE;

	if ((const void *)(hello + 1) > (const void *)(long)ctx->data_end)
		return XDP_PASS;
	if (*type != bpf_htons(BENCH_ETHERTYPE_IPV4))
		return XDP_PASS;
	arrived++;
	if (hello->magic == BENCH_HELLO_MAGIC)
		note_hello(hello->stream);
	else if (*(const __be32 *)(data + BENCH_SOURCE_PLACE) == bpf_htonl(BENCH_STRANGER))
		strangers++;
	else if (timing)
		note_time(*(const __u64 *)hello);
	return XDP_DROP;
}
