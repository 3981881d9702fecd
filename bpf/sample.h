/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A dropped frame's first bytes for whoever listens, at a bounded rate; the rest is counted. */
#ifndef HAGUARD_BPF_SAMPLE_H
#define HAGUARD_BPF_SAMPLE_H

#include "maps.h"
#include "packet.h"

#define HG_SECOND_NS 1000000000ULL

HG_INLINE void hg_count_stat(__u32 stat)
{
	__u64 *count = bpf_map_lookup_elem(&link_stats, &stat);

	if (count)
		(*count)++;
}

HG_INLINE int hg_sample_allowed(__u64 now)
{
	const __u32 zero = 0;
	struct hg_sample_budget *budget = bpf_map_lookup_elem(&sample_budget, &zero);
	const __u64 second = now / HG_SECOND_NS;

	if (!budget)
		return 0;
	if (budget->second != second) {
		budget->second = second;
		budget->taken = 0;
	}
	return budget->taken++ < HG_SAMPLES_PER_SECOND;
}

HG_INLINE void hg_sample_frame(struct xdp_md *ctx, const struct hg_counted *frame,
			       __u32 disposition, __u32 reason, __u32 generation, __u64 now)
{
	struct hg_sample *sample = 0;
	/*
	 * The verifier refuses a size that may be 0, and that of Linux 6.1 learns nothing from a
	 * comparison with 0: so the last offset is bounded. An empty frame has none: an error.
	 */
	__u64 last = frame->length - 1;

	if (hg_sample_allowed(now))
		sample = bpf_ringbuf_reserve(&samples, sizeof(*sample), 0);
	if (!sample) {
		hg_count_stat(HG_STAT_SAMPLES_LOST);
		return;
	}
	__builtin_memset(sample, 0, sizeof(*sample));
	sample->time_ns = now;
	sample->generation = generation;
	sample->length = frame->length;
	sample->side = (__u8)frame->side;
	sample->reason = (__u8)reason;
	sample->disposition = (__u8)disposition;
	barrier_var(last); /* or the compiler compares with 0 again */
	if (last >= HG_SAMPLE_BYTES)
		last = HG_SAMPLE_BYTES - 1;
	if (bpf_xdp_load_bytes(ctx, 0, sample->frame, last + 1) == 0)
		sample->captured = (__u16)(last + 1);
	bpf_ringbuf_submit(sample, 0);
}

#endif
