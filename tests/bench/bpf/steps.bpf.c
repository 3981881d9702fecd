// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What single steps cost on this machine: each program does one thing eight times. So a figure of
 * the data path can be held against the steps that it cannot do without.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "wanted.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define KEY_WORDS 6 /* as large as a flow's key */

struct flow_key {
	__u64 words[KEY_WORDS];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} per_cpu SEC(".maps");

/* Entries as large as a policy's line: as many as stay in the cache, and as many as do not. */
struct line {
	__u64 words[8];
};

#define NEAR_LINES 512	  /* 32 KiB */
#define FAR_LINES  262144 /* 16 MiB */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NEAR_LINES);
	__type(key, __u32);
	__type(value, struct line);
} near_lines SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, FAR_LINES);
	__type(key, __u32);
	__type(value, struct line);
} far_lines SEC(".maps");

/* Both hold the key that is all zero. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} small_hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct flow_key);
	__type(value, __u64);
} flow_hash SEC(".maps");

#define EIGHT_TIMES(statement)                                                                     \
	do {                                                                                       \
		statement;                                                                         \
		statement;                                                                         \
		statement;                                                                         \
		statement;                                                                         \
		statement;                                                                         \
		statement;                                                                         \
		statement;                                                                         \
		statement;                                                                         \
	} while (0)

__attribute__((noinline)) int called(__u32 value)
{
	__asm__ volatile("%0 += 1" : "+r"(value));
	return (int)value;
}

SEC("xdp")
int step_none(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_PASS;
}

SEC("xdp")
int step_function(struct xdp_md *ctx)
{
	(void)ctx;
	EIGHT_TIMES(WANTED(called(1)));
	return XDP_PASS;
}

SEC("xdp")
int step_helper(struct xdp_md *ctx)
{
	EIGHT_TIMES(WANTED(bpf_xdp_get_buff_len(ctx)));
	return XDP_PASS;
}

SEC("xdp")
int step_jiffies(struct xdp_md *ctx)
{
	(void)ctx;
	EIGHT_TIMES(WANTED(bpf_jiffies64()));
	return XDP_PASS;
}

SEC("xdp")
int step_coarse(struct xdp_md *ctx)
{
	(void)ctx;
	EIGHT_TIMES(WANTED(bpf_ktime_get_coarse_ns()));
	return XDP_PASS;
}

SEC("xdp")
int step_clock(struct xdp_md *ctx)
{
	(void)ctx;
	EIGHT_TIMES(WANTED(bpf_ktime_get_ns()));
	return XDP_PASS;
}

/* The key is one that the compiler does not know. */
#define LOOK_UP(map, type)                                                                         \
	do {                                                                                       \
		type key;                                                                          \
		__u64 *value;                                                                      \
                                                                                                   \
		__builtin_memset(&key, 0, sizeof(key));                                            \
		__asm__ volatile("" : : "r"(&key) : "memory");                                     \
		value = bpf_map_lookup_elem(&(map), &key);                                         \
		if (value)                                                                         \
			(*value)++;                                                                \
	} while (0)

SEC("xdp")
int step_array(struct xdp_md *ctx)
{
	(void)ctx;
	EIGHT_TIMES(LOOK_UP(array, __u32));
	return XDP_PASS;
}

SEC("xdp")
int step_per_cpu(struct xdp_md *ctx)
{
	(void)ctx;
	EIGHT_TIMES(LOOK_UP(per_cpu, __u32));
	return XDP_PASS;
}

SEC("xdp")
int step_small_hash(struct xdp_md *ctx)
{
	(void)ctx;
	EIGHT_TIMES(LOOK_UP(small_hash, __u32));
	return XDP_PASS;
}

SEC("xdp")
int step_flow_hash(struct xdp_md *ctx)
{
	(void)ctx;
	EIGHT_TIMES(LOOK_UP(flow_hash, struct flow_key));
	return XDP_PASS;
}

/* Where the walk is. Written by the two programs below. */
__u32 place = 0;

/* A line that only the one before leads to: what it says, zero, is part of where to go on. */
#define FOLLOW(map, lines)                                                                         \
	do {                                                                                       \
		const struct line *found;                                                          \
                                                                                                   \
		at = (at * 1664525 + 1013904223) & 0xffffffff;                                     \
		key = (__u32)(at >> 8) & ((lines)-1);                                              \
		found = bpf_map_lookup_elem(&(map), &key);                                         \
		if (found)                                                                         \
			at += found->words[0];                                                     \
	} while (0)

SEC("xdp")
int step_near(struct xdp_md *ctx)
{
	__u64 at = place;
	__u32 key;

	(void)ctx;
	EIGHT_TIMES(FOLLOW(near_lines, NEAR_LINES));
	place = (__u32)at;
	return XDP_PASS;
}

SEC("xdp")
int step_far(struct xdp_md *ctx)
{
	__u64 at = place;
	__u32 key;

	(void)ctx;
	EIGHT_TIMES(FOLLOW(far_lines, FAR_LINES));
	place = (__u32)at;
	return XDP_PASS;
}
