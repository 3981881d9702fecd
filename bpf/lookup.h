/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Finding a line: by exact key, by the shapes that the table has, by host address. Expects from the
 * includer:  typedef ... hg_table;  and  hg_entry_at(hg_table, index) giving an entry or NULL.
 */
#ifndef HAGUARD_BPF_LOOKUP_H
#define HAGUARD_BPF_LOOKUP_H

#include "packet.h"
#include "table.h"

#define HG_BEYOND_TABLE 0xffffffff

/* The frame's source MAC is the line's. Both are the first six bytes of a word. */
HG_INLINE int hg_sent_by(const struct hg_line *line, const struct hg_packet *packet)
{
	const int mac_word = __builtin_offsetof(struct hg_line, mac) / 8;

	return !hg_first_bytes(hg_line_word(line, mac_word) ^ packet->source_word, 6);
}

/* `index`: of a slot's first entry. */
HG_INLINE const struct hg_line *hg_line_in_slot(hg_table table, __u32 index,
						const struct hg_flow_key *key)
{
	const union hg_entry *entry = hg_entry_at(table, index);
	const union hg_entry *second;

	if (!entry || !hg_has_key(&entry->line, key))
		return 0;
	if (hg_key_is_short(key->kind))
		return &entry->line;
	second = hg_entry_at(table, index + 1);
	return second && hg_has_rest(&second->rest, key) ? &entry->line : 0;
}

/*
 * No line: what a look-up beyond the table's end gives. A plain 0 would be known to the caller's
 * verifier beforehand; it then also walks the other outcome, as a CPU may by speculation, and that
 * of Linux 6.12 refuses the caller's use of a line that is none (without CAP_PERFMON).
 */
HG_INLINE const struct hg_line *hg_no_line(hg_table table)
{
	return (const struct hg_line *)hg_entry_at(table, HG_BEYOND_TABLE);
}

HG_INLINE const struct hg_line *hg_find(hg_table table, const struct hg_head *head,
					const struct hg_flow_key *key)
{
	const __u64 hash = hg_hash(key, head->seed);
	const struct hg_line *line;

	line = hg_line_in_slot(table, hg_slot_a(head, key->kind, hash), key);
	if (line)
		return line;
	line = hg_line_in_slot(table, hg_slot_b(head, key->kind, hash), key);
	if (line)
		return line;
	return hg_no_line(table);
}

/* `key` with the ports that `shape` ignores set to zero. */
HG_INLINE void hg_apply_shape(struct hg_flow_key *key, __u8 shape)
{
	key->shape = shape;
	if (shape == HG_SHAPE_ANY_SOURCE || shape >= HG_SHAPE_NO_PORTS)
		key->source_port = 0;
	if (shape == HG_SHAPE_ANY_DESTINATION || shape >= HG_SHAPE_NO_PORTS)
		key->destination_port = 0;
}

/*
 * The line that allows this frame's key: for a frame with ports the most specific shape first, of
 * those that occur in the table; for others the one shape the parser gave it.
 */
HG_INLINE const struct hg_line *hg_find_flow(hg_table table, const struct hg_head *head,
					     const struct hg_packet *packet)
{
	struct hg_flow_key key;

	if (!(packet->flags & HG_PACKET_PORTS))
		return hg_find(table, head, &packet->key);
	key = packet->key;
	HG_UNROLL
	for (__u8 shape = HG_SHAPE_PORTS; shape <= HG_SHAPE_NO_PORTS; shape++) {
		const struct hg_line *line;

		if (!(head->shapes & 1 << shape))
			continue;
		key.source_port = packet->key.source_port;
		key.destination_port = packet->key.destination_port;
		hg_apply_shape(&key, shape);
		line = hg_find(table, head, &key);
		if (line)
			return line;
	}
	return 0;
}

HG_INLINE const struct hg_line *hg_find_host_v4(hg_table table, const struct hg_head *head,
						__be32 address)
{
	struct hg_flow_key key = {};

	key.kind = HG_KIND_HOST_V4;
	key.addresses.v4.source = address;
	return hg_find(table, head, &key);
}

/* `address` stands in a struct hg_packet, 8-byte aligned. */
HG_INLINE const struct hg_line *hg_find_host_v6(hg_table table, const struct hg_head *head,
						const __u8 *address)
{
	struct hg_flow_key key = {};

	key.kind = HG_KIND_HOST_V6;
	hg_copy(key.addresses.v6.source, __builtin_assume_aligned(address, 8), 16);
	return hg_find(table, head, &key);
}

/* `mac` stands in a struct hg_packet, at an even address. */
HG_INLINE const struct hg_line *hg_find_host_mac(hg_table table, const struct hg_head *head,
						 const __u8 *mac)
{
	struct hg_flow_key key = {};

	key.kind = HG_KIND_HOST_MAC;
	hg_copy(key.addresses.mac.source, __builtin_assume_aligned(mac, 2), 6);
	return hg_find(table, head, &key);
}

/* The host that sends this frame, by its protocol address or, where there is none, by its MAC. */
HG_INLINE const struct hg_line *hg_find_sender(hg_table table, const struct hg_head *head,
					       const struct hg_packet *packet)
{
	switch (packet->key.kind) {
	case HG_KIND_IPV4:
	case HG_KIND_ARP:
		return hg_find_host_v4(table, head, packet->key.addresses.v4.source);
	case HG_KIND_IPV6:
		return hg_find_host_v6(table, head, packet->key.addresses.v6.source);
	default:
		return hg_find_host_mac(table, head, packet->source_mac);
	}
}

HG_INLINE const struct hg_line *hg_find_receiver(hg_table table, const struct hg_head *head,
						 const struct hg_packet *packet)
{
	switch (packet->key.kind) {
	case HG_KIND_IPV4:
	case HG_KIND_ARP:
		return hg_find_host_v4(table, head, packet->key.addresses.v4.destination);
	case HG_KIND_IPV6:
		return hg_find_host_v6(table, head, packet->key.addresses.v6.destination);
	default:
		return hg_find_host_mac(table, head, packet->destination_mac);
	}
}

#endif
