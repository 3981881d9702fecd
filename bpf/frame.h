/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The frame of an XDP program, as the parser wants it. */
#ifndef HAGUARD_BPF_FRAME_H
#define HAGUARD_BPF_FRAME_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "packet.h"

static __always_inline struct hg_frame frame_of(struct xdp_md *ctx)
{
	struct hg_frame frame = {
		.data = (const __u8 *)(long)ctx->data,
		.end = (const __u8 *)(long)ctx->data_end,
		.length = (__u32)bpf_xdp_get_buff_len(ctx),
		.context = ctx,
	};
	return frame;
}

/* What parse_bytes.h asks for. Reaches the whole frame, also where it is in several buffers. */
static __always_inline int hg_copy_frame(const struct hg_frame *frame, __u32 place, void *to,
					 __u32 size)
{
	return (int)bpf_xdp_load_bytes(frame->context, place, to, size);
}

#endif
