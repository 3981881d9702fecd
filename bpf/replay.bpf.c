// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Many frames for one system call. BPF_PROG_TEST_RUN repeats a program on one packet, and leaves
 * the packet as the run before left it: this program puts the next frame into it, sets the time,
 * and goes on to the data path of the frame's port by a tail call. Nothing comes back from there;
 * what a frame did stands in the maps.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "haguard/replay.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* By number within the batch. Written by userspace. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, HG_REPLAY_FRAMES);
	__type(key, __u32);
	__type(value, struct hg_replay_frame);
} frames SEC(".maps");

/* What the frames consist of. Written by userspace. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, HG_REPLAY_CHUNKS);
	__type(key, __u32);
	__type(value, struct hg_replay_chunk);
} bytes SEC(".maps");

/* The data path's programs, by side. Written by userspace. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, HG_MAX_SIDES);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

/* The variable `replay_now_ns` of the data path's programs, which share it. Key 0. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} clock SEC(".maps");

/* The number of the next frame, and how many the kernel did not take. Emptied by userspace. */
__u32 next = 0;
__u32 refused = 0;

static __always_inline int put(struct xdp_md *ctx, const struct hg_replay_frame *frame)
{
	const __u32 chunk = frame->chunk;
	const __u32 size = frame->size;
	__u32 place;
	struct hg_replay_chunk *from = bpf_map_lookup_elem(&bytes, &chunk);

	if (!from)
		return -1;
	if (size < HG_REPLAY_SHORTEST || size > HG_REPLAY_LONGEST)
		return -1;
	if (bpf_xdp_adjust_tail(ctx, (int)size - (int)bpf_xdp_get_buff_len(ctx)))
		return -1;
	/* Read behind the calls: kept through them, its bound would be lost on Linux 6.1. */
	place = frame->place;
	if (place > HG_REPLAY_LAST_PLACE)
		return -1;
	return (int)bpf_xdp_store_bytes(ctx, 0, from->bytes + place, size);
}

SEC("xdp.frags")
int haguard_replay(struct xdp_md *ctx)
{
	const __u32 zero = 0;
	const __u32 number = next++;
	const struct hg_replay_frame *frame = bpf_map_lookup_elem(&frames, &number);
	__u64 *now = bpf_map_lookup_elem(&clock, &zero);

	if (frame && now && !put(ctx, frame)) {
		*now = frame->time_ns;
		bpf_tail_call(ctx, &programs, frame->side);
	}
	refused++;
	return XDP_ABORTED;
}
