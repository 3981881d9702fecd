/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Look-up in the two-choice policy table: at most two cache lines per key. The includer gives the
 * table as an opaque handle and hg_entry_at(table, index); userspace, which builds the table, uses
 * the same hash and the same slots.
 */
#ifndef HAGUARD_BPF_TABLE_H
#define HAGUARD_BPF_TABLE_H

#include "haguard/abi.h"
#include "portable.h"

/* Words that may be non-zero in a key of this kind. */
HG_INLINE int hg_key_is_short(__u8 kind)
{
	return kind == HG_KIND_IPV4 || kind == HG_KIND_ARP || kind == HG_KIND_HOST_V4;
}

HG_INLINE __u64 hg_key_word(const struct hg_flow_key *key, int index)
{
	__u64 word;

	hg_copy(&word, (const __u8 *)__builtin_assume_aligned(key, 8) + index * 8, 8);
	return word;
}

/* Multiply-and-fold over the words that count; userspace reseeds until the table can be built. */
HG_INLINE __u64 hg_mix(__u64 hash, __u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ (hash >> 32);
}

HG_INLINE __u64 hg_hash(const struct hg_flow_key *key, __u32 seed)
{
	__u64 hash = seed;

	for (int i = 0; i < HG_KEY_SHORT_WORDS; i++)
		hash = hg_mix(hash, hg_key_word(key, i));
	if (hg_key_is_short(key->kind))
		return hash;
	for (int i = HG_KEY_SHORT_WORDS; i < HG_KEY_WORDS; i++)
		hash = hg_mix(hash, hg_key_word(key, i));
	return hash;
}

/* Entry indexes of the two slots; entry 0 is the head. */
HG_INLINE __u32 hg_slot_a(__u64 hash, __u32 mask)
{
	return 1 + ((__u32)hash & mask);
}

HG_INLINE __u32 hg_slot_b(__u64 hash, __u32 mask)
{
	return 1 + ((__u32)(hash * 0xc2b2ae3d27d4eb4fULL >> 32) & mask);
}

HG_INLINE int hg_same_key(const struct hg_flow_key *a, const struct hg_flow_key *b)
{
	__u64 difference = 0;

	for (int i = 0; i < HG_KEY_SHORT_WORDS; i++)
		difference |= hg_key_word(a, i) ^ hg_key_word(b, i);
	if (difference)
		return 0;
	if (hg_key_is_short(a->kind))
		return 1;
	for (int i = HG_KEY_SHORT_WORDS; i < HG_KEY_WORDS; i++)
		difference |= hg_key_word(a, i) ^ hg_key_word(b, i);
	return !difference;
}

#endif
