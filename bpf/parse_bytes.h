/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Bounds-checked access to frame bytes: the one place where a frame pointer is made. */
#ifndef HAGUARD_BPF_PARSE_BYTES_H
#define HAGUARD_BPF_PARSE_BYTES_H

#include "packet.h"

/* No header of interest starts beyond; keeps the verifier's and the parser's offsets small. */
#define HG_MAX_HEADER_OFFSET 2048

/* `size` readable bytes at `offset`, or NULL. */
HG_INLINE const __u8 *hg_bytes_at(const struct hg_frame *frame, __u32 offset, __u32 size)
{
	const __u8 *bytes;

	if (offset > HG_MAX_HEADER_OFFSET)
		return 0;
	bytes = frame->data + offset;
	if (bytes + size > frame->end)
		return 0;
	return bytes;
}

#endif
