/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What lets the pure headers (packet, parse, table, decide, observe) compile as BPF C and as C++,
 * so that unit tests, the fuzzer and the offline commands run the very code the kernel runs.
 * Pure: no map, no helper call, no clock; bytes in, values out.
 */
#ifndef HAGUARD_BPF_PORTABLE_H
#define HAGUARD_BPF_PORTABLE_H

#include <linux/types.h>

#define HG_INLINE static inline __attribute__((always_inline))

/* Called from many places: one copy, called. The verifier still walks it for each call. */
#define HG_OUTLINE static __attribute__((noinline, unused))

/* Before a loop: keep it a loop; unrolled, the program would be several times as long. */
#ifdef __clang__
#define HG_LOOP _Pragma("clang loop unroll(disable)")
#else
#define HG_LOOP
#endif

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define hg_be16(x) ((__u16)__builtin_bswap16((__u16)(x)))
#define hg_be32(x) ((__u32)__builtin_bswap32((__u32)(x)))
#else
#define hg_be16(x) ((__u16)(x))
#define hg_be32(x) ((__u32)(x))
#endif

#define hg_copy(to, from, size) __builtin_memcpy((to), (from), (size))

HG_INLINE int hg_same_mac(const __u8 *a, const __u8 *b)
{
	__u32 head_a, head_b;
	__u16 tail_a, tail_b;

	hg_copy(&head_a, a, 4);
	hg_copy(&head_b, b, 4);
	hg_copy(&tail_a, a + 4, 2);
	hg_copy(&tail_b, b + 4, 2);
	return head_a == head_b && tail_a == tail_b;
}

#endif
