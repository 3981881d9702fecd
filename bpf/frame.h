/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The frame of an XDP program, as the parser wants it. */
#ifndef HAGUARD_BPF_FRAME_H
#define HAGUARD_BPF_FRAME_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "packet.h"

static __always_inline struct hg_frame frame_without_length(struct xdp_md *ctx)
{
	struct hg_frame frame = {
		.data = (const __u8 *)(long)ctx->data,
		.end = (const __u8 *)(long)ctx->data_end,
		.context = ctx,
	};

	return frame;
}

/*
 * `arithmetic`, a constant: the program may take the difference of two frame pointers
 * (CAP_PERFMON), which saves it a call. That is the length of the first buffer, which is nearly
 * always the frame; hg_reaches() asks for the rest where a header says that there is more.
 */
static __always_inline struct hg_frame frame_of(struct xdp_md *ctx, int arithmetic)
{
	struct hg_frame frame = frame_without_length(ctx);

	if (arithmetic)
		frame.length = (__u64)ctx->data_end - (__u64)ctx->data;
	else
		frame.length = bpf_xdp_get_buff_len(ctx);
	return frame;
}

/*
 * The same once more. With the pointers of `frame` the verifier would bring along how much of the
 * frame was found to be there, and walk all that follows once for each such length.
 */
static __always_inline struct hg_frame frame_anew(struct xdp_md *ctx, const struct hg_frame *frame)
{
	struct hg_frame anew;

	barrier_var(ctx);
	anew = frame_without_length(ctx);
	anew.length = frame->length;
	return anew;
}

/* What parse_bytes.h asks for. */
static __always_inline __u64 hg_whole_length(const struct hg_frame *frame)
{
	return bpf_xdp_get_buff_len(frame->context);
}

/* What parse_bytes.h asks for. Reaches the whole frame, also where it is in several buffers. */
static __always_inline int hg_copy_frame(const struct hg_frame *frame, __u32 place, void *to,
					 __u32 size)
{
	return (int)bpf_xdp_load_bytes(frame->context, place, to, size);
}

#endif
