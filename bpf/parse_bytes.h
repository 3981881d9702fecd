/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Bounds-checked access to frame bytes: the one place where a frame pointer is made. A pointer into
 * the frame is moved by constants alone: a move that is known only at run time takes CAP_PERFMON.
 * What options or extension headers push away from its usual place is therefore copied. Expects
 * from the includer:  hg_copy_frame(frame, place, to, size)  copies the `size` bytes that stand
 * `place` bytes behind the start of the frame, tags and all, or returns non-zero;
 *   hg_whole_length(frame)  all bytes that were on the wire, tags and all.
 */
#ifndef HAGUARD_BPF_PARSE_BYTES_H
#define HAGUARD_BPF_PARSE_BYTES_H

#include "packet.h"

/* No header of interest starts beyond. */
#define HG_MAX_HEADER_PLACE 2048

#define HG_ETHERNET_BYTES 14 /* where the first header behind ethernet stands */

/* `size` readable bytes at `offset`, a constant, or NULL. */
HG_INLINE const void *hg_bytes_at(const struct hg_frame *frame, __u32 offset, __u32 size)
{
	const __u8 *bytes = frame->data + offset;

	if (bytes + size > frame->end)
		return 0;
	/* No frame stands at address 0. The compiler must know, or the caller's test for NULL
	 * compares a frame pointer with 0, which takes CAP_PERFMON as well. */
	if (!bytes)
		__builtin_unreachable();
	return bytes;
}

/*
 * frame->length of all buffers of the frame. Until then it may be that of the first one alone,
 * which is all that most frames have.
 */
HG_INLINE void hg_take_whole_length(struct hg_frame *frame)
{
	frame->length = hg_whole_length(frame) - frame->skipped;
}

/* The frame, without its tags, is `size` bytes long or longer, as a header claims. */
HG_INLINE int hg_reaches(struct hg_frame *frame, __u32 size)
{
	if (size <= frame->length)
		return 1;
	if (frame->glance)
		return 0;
	hg_take_whole_length(frame);
	return size <= frame->length;
}

/* Where the next header stands in the frame, tags and all. */
HG_INLINE __u32 hg_next_place(const struct hg_frame *frame)
{
	return frame->skipped + frame->offset;
}

/* Copies `size` bytes at `place` in the frame, tags and all; 0 where they do not exist. */
HG_INLINE int hg_copy_bytes(const struct hg_frame *frame, __u32 place, void *to, __u32 size)
{
	return place <= HG_MAX_HEADER_PLACE && hg_copy_frame(frame, place, to, size) == 0;
}

/*
 * Copies the `size` bytes at frame->offset; 0 where they do not exist. `usual`, a constant, is
 * where they stand in most frames: a multiple of 4 behind the ethernet header.
 */
HG_INLINE int hg_copy_next(const struct hg_frame *frame, __u32 usual, void *to, __u32 size)
{
	const void *bytes;

	if (frame->offset != usual)
		return hg_copy_bytes(frame, hg_next_place(frame), to, size);
	bytes = hg_bytes_at(frame, usual, size);
	if (!bytes)
		return 0;
	hg_copy(to, HG_WIRE_ALIGNED(bytes, 4), size);
	return 1;
}

/* The frame as it would be without `size` bytes, a constant, of the tag that was read. */
HG_INLINE void hg_skip_bytes(struct hg_frame *frame, __u32 size)
{
#ifdef __bpf__
	/* The compiler would count the tags and move the pointer once, by their sum. */
	asm("%0 += %1" : "+r"(frame->data) : "i"(size));
#else
	frame->data += size;
#endif
	frame->length -= size;
	frame->skipped += size;
}

#endif
