/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where in the two-choice policy table a key may stand, and whether it does: at most two cache
 * lines per key. Userspace, which builds the table, uses the same hash and the same slots.
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
 * userspace reseeds until the table can be built. Odd factors with well mixed bits. The upper half
 * depends on every bit of the key.
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
	return hash;
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

/* The first entry of the slot that `place`, 32 bits of a hash, falls on. */
HG_INLINE __u32 hg_slot_of(const struct hg_head *head, __u8 kind, __u64 place)
{
	if (hg_key_is_short(kind))
		return HG_FIRST_SLOT + (__u32)(place * head->short_slots >> 32);
	return HG_FIRST_SLOT + head->short_slots + 2 * (__u32)(place * head->long_slots >> 32);
}

HG_INLINE __u32 hg_slot_a(const struct hg_head *head, __u8 kind, __u64 hash)
{
	return hg_slot_of(head, kind, hash >> 32);
}

HG_INLINE __u32 hg_slot_b(const struct hg_head *head, __u8 kind, __u64 hash)
{
	return hg_slot_of(head, kind, hash * 0xc2b2ae3d27d4eb4fULL >> 32);
}

/* A word with the first `bytes` of these eight, in some place of it. */
HG_INLINE __u64 hg_first_bytes(__u64 word, int bytes)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return word << (64 - 8 * bytes);
#else
	return word >> (64 - 8 * bytes);
#endif
}

/* `word` begins in the line at a multiple of 8. */
HG_INLINE __u64 hg_line_word(const struct hg_line *line, int index)
{
	__u64 word;

	hg_copy(&word, (const __u8 *)__builtin_assume_aligned(line, 8) + index * 8, 8);
	return word;
}

/* The line's key is this one, as far as a short one goes. */
HG_INLINE int hg_has_key(const struct hg_line *line, const struct hg_flow_key *key)
{
	return !((hg_line_word(line, 0) ^ hg_key_word(key, 0)) |
		 hg_first_bytes(hg_line_word(line, 1) ^ hg_key_word(key, 1), 4) |
		 (line->address ^ hg_key_word(key, 2)));
}

HG_INLINE int hg_has_rest(const struct hg_rest *rest, const struct hg_flow_key *key)
{
	__u64 difference = rest->number ^ key->number;

	HG_UNROLL
	for (int i = 0; i < HG_REST_WORDS; i++)
		difference |= rest->addresses[i] ^ hg_key_word(key, HG_KEY_SHORT_WORDS + i);
	return !difference;
}

#endif
