/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What lets the pure headers (packet, parse, table, lookup, scope, decide, miss, glance, observe)
 * compile as BPF C and as C++, so that unit tests, the fuzzer and the offline commands run the very
 * code the kernel runs. Pure: no map, no helper call, no clock; bytes in, values out.
 */
#ifndef HAGUARD_BPF_PORTABLE_H
#define HAGUARD_BPF_PORTABLE_H

#include <linux/types.h>

#define HG_INLINE static inline __attribute__((always_inline))

/*
 * For what few frames come to: a call, with a stack of its own. Programs and what they call share
 * 512 bytes.
 */
#define HG_OUTLINE static __attribute__((noinline, unused))

/*
 * Before every loop: none is left, its body stands as often as it may run. For a program of a user
 * without CAP_PERFMON the verifier also walks what a CPU may do by speculation, where it knows
 * nothing of a counter and does not see that a loop ends.
 */
#ifdef __clang__
#define HG_UNROLL _Pragma("clang loop unroll(full)")
#else
#define HG_UNROLL
#endif

/* What few frames come to: the compiler puts it out of the way, and what most come to is in one
 * piece. */
#define HG_SELDOM(condition) __builtin_expect(!!(condition), 0)

/* Takes what follows after `value`: the compiler would load all at once, and need stack for it. */
#ifdef __bpf__
#define HG_IN_ORDER(value) __asm__ volatile("" : "+r"(value))
#else
#define HG_IN_ORDER(value)
#endif

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define hg_be16(x) ((__u16)__builtin_bswap16((__u16)(x)))
#define hg_be32(x) ((__u32)__builtin_bswap32((__u32)(x)))
#else
#define hg_be16(x) ((__u16)(x))
#define hg_be32(x) ((__u32)(x))
#endif

#define hg_copy(to, from, size) __builtin_memcpy((to), (from), (size))

/*
 * A header as it stands in the frame. The BPF compiler reads a packed struct byte by byte unless it
 * may count on an alignment; that of protocol headers is what every kernel grants its programs
 * (NET_IP_ALIGN). Elsewhere frames stand at any address.
 */
#ifdef __bpf__
#define HG_WIRE(alignment)		  __attribute__((packed, aligned(alignment)))
#define HG_WIRE_ALIGNED(bytes, alignment) __builtin_assume_aligned((bytes), (alignment))
#else
#define HG_WIRE(alignment)		  __attribute__((packed))
#define HG_WIRE_ALIGNED(bytes, alignment) (bytes)
#endif

/* Both MACs stand in our own structs, at addresses that are multiples of 4. */
HG_INLINE int hg_same_mac(const __u8 *a, const __u8 *b)
{
	__u32 front_a, front_b;
	__u16 back_a, back_b;

	hg_copy(&front_a, __builtin_assume_aligned(a, 4), 4);
	hg_copy(&front_b, __builtin_assume_aligned(b, 4), 4);
	hg_copy(&back_a, __builtin_assume_aligned(a + 4, 4), 2);
	hg_copy(&back_b, __builtin_assume_aligned(b + 4, 4), 2);
	return !(((__u64)front_a ^ front_b) | ((__u64)back_a ^ back_b));
}

#endif
