// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The memory that a hit of haguard waits for, and nothing else: a line by the flow's number, the
 * counters by what stands in the line. So traffic over many flows can be held against the least
 * that it takes with a line and counters for each flow.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "haguard/abi.h"
#include "traffic.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Set before loading, as are the sizes of the maps. */
volatile const __u32 line_count = 1;

/* All zero: what counters a line names is the flow's number more. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct hg_line);
} lines SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct hg_flow_stats);
} counters SEC(".maps");

/* Lines of flows in a row are far from each other, as the hash of a key has them. */
static __always_inline __u32 place_of(__u32 flow)
{
	const __u32 mixed = flow * 0x85ebca6bU;

	return (__u32)((__u64)((mixed ^ mixed >> 15) * 0xc2b2ae35U) * line_count >> 32);
}

SEC("xdp.frags")
int touch(struct xdp_md *ctx)
{
	const __be16 *ports = (const void *)(long)ctx->data + BENCH_PORTS_PLACE;
	const struct hg_line *line;
	struct hg_flow_stats *own;
	__u32 flow;
	__u32 index;

	if ((const void *)(ports + 2) > (const void *)(long)ctx->data_end)
		return XDP_ABORTED;
	flow = bench_flow_of(bpf_ntohs(ports[0]), bpf_ntohs(ports[1]));
	index = place_of(flow);
	line = bpf_map_lookup_elem(&lines, &index);
	if (!line)
		return XDP_ABORTED;
	index = flow + line->flow_id;
	own = bpf_map_lookup_elem(&counters, &index);
	if (!own)
		return XDP_ABORTED;
	own->frames++;
	own->bytes += 60;
	own->last_ns = bpf_jiffies64();
	return XDP_PASS;
}
