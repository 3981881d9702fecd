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

HG_INLINE int hg_key_is_short(__u8 kind)
{
	return kind <= HG_KIND_LAST_SHORT;
}

HG_INLINE __u64 hg_key_word(const struct hg_flow_key *key, int index)
{
	__u64 word;

	hg_copy(&word, (const __u8 *)__builtin_assume_aligned(key, 8) + index * 8, 8);
	return word;
}

/*
 * A sum of products, one for each word that counts: a CPU multiplies them side by side. The seed
 * goes into each word before that, as added to the sum it would move all slots and part none;
 * userspace reseeds until the table can be built. Odd factors with well mixed bits.
 */
HG_INLINE __u64 hg_hash(const struct hg_flow_key *key, __u32 seed)
{
	const __u64 salt = seed * 0x9e3779b97f4a7c15ULL;
	__u64 hash;

	hash = (hg_key_word(key, 0) ^ salt) * 0x9fb21c651e98df25ULL;
	HG_IN_ORDER(hash);
	hash += (hg_key_word(key, 1) ^ salt) * 0xc2b2ae3d27d4eb4fULL;
	HG_IN_ORDER(hash);
	hash += (hg_key_word(key, 2) ^ salt) * 0xd6e8feb86659fd93ULL;
	if (!hg_key_is_short(key->kind)) {
		hash += (hg_key_word(key, 3) ^ salt) * 0xa0761d6478bd642fULL;
		HG_IN_ORDER(hash);
		hash += (hg_key_word(key, 4) ^ salt) * 0xe7037ed1a0b428dbULL;
		HG_IN_ORDER(hash);
		hash += (hg_key_word(key, 5) ^ salt) * 0x8ebc6af09c88c6e3ULL;
	}
	return hash ^ hash >> 32;
}

HG_INLINE int hg_has_address(__u8 kind)
{
	return kind == HG_KIND_IPV4 || kind == HG_KIND_IPV6 || kind == HG_KIND_HOST_V4 ||
	       kind == HG_KIND_HOST_V6;
}

/* The bit of a key's source address in hg_head.strangers; for kinds with hg_has_address(). */
HG_INLINE __u64 hg_source_bit(const struct hg_flow_key *key)
{
	__u64 source = key->addresses.v4.source;

	if (!hg_key_is_short(key->kind))
		source = hg_key_word(key, 2) ^ hg_key_word(key, 3);
	return 1ULL << (source * 0x9e3779b97f4a7c15ULL >> 58);
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
	if (hg_key_is_short(b->kind))
		return 1;
	for (int i = HG_KEY_SHORT_WORDS; i < HG_KEY_WORDS; i++)
		difference |= hg_key_word(a, i) ^ hg_key_word(b, i);
	return !difference;
}

#endif
