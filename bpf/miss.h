/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Why no flow matched, in the words that tell the operator what to do. Reached only by frames that
 * enforce drops, so its look-ups cost the legitimate traffic nothing.
 */
#ifndef HAGUARD_BPF_MISS_H
#define HAGUARD_BPF_MISS_H

#include "lookup.h"

/* Bit of the frame's tags in hg_tags, 0 when the policy does not know them. */
HG_INLINE __u32 hg_vlan_bit(hg_table table, const struct hg_head *head,
			    const struct hg_packet *packet)
{
	const union hg_entry *entry = hg_entry_at(table, HG_TAGS_ENTRY);

	if (!entry)
		return 0;
	HG_UNROLL
	for (int i = 0; i < HG_MAX_VLANS; i++) {
		if (i >= head->vlan_count)
			break;
		if (entry->tags.vlans[i].outer == packet->key.vlan[0] &&
		    entry->tags.vlans[i].inner == packet->key.vlan[1])
			return 1U << i;
	}
	return 0;
}

/* What the operator is told when the MAC behind a known address is wrong. */
HG_INLINE __u32 hg_mac_reason(const struct hg_packet *packet)
{
	if (packet->key.kind == HG_KIND_ARP)
		return HG_REASON_ARP_LIE;
	return packet->flags & HG_PACKET_ND ? HG_REASON_ND_LIE : HG_REASON_MAC_MISMATCH;
}

HG_INLINE int hg_is_bound_elsewhere(const struct hg_line *host, const struct hg_packet *packet)
{
	return host->flags & HG_LINE_MAC && !hg_sent_by(host, packet);
}

/* The sender is a host of the table: what about it is wrong, or HG_REASON_NONE. */
HG_INLINE __u32 hg_reason_of_sender(hg_table table, const struct hg_head *head,
				    const struct hg_line *sender, const struct hg_packet *packet)
{
	if (!(sender->sides & 1 << packet->key.side))
		return packet->key.kind == HG_KIND_ARP ? HG_REASON_ARP_LIE : HG_REASON_WRONG_SIDE;
	if (hg_is_bound_elsewhere(sender, packet))
		return hg_mac_reason(packet);
	if (!(sender->vlans & hg_vlan_bit(table, head, packet)))
		return HG_REASON_WRONG_VLAN;
	return HG_REASON_NONE;
}

HG_INLINE int hg_is_group(const struct hg_packet *packet)
{
	return packet->destination_mac[0] & 1;
}

/* `sender`: a line of hg_find_sender(), or NULL. */
HG_INLINE int hg_is_stranger(const struct hg_line *sender)
{
	return !sender || !sender->sides;
}

HG_OUTLINE __u32 hg_reason_of_miss(hg_table table, const struct hg_head *head,
				   const struct hg_packet *packet)
{
	const struct hg_line *sender = hg_find_sender(table, head, packet);
	__u32 reason;

	if (hg_is_stranger(sender))
		return HG_REASON_UNKNOWN_SOURCE;
	reason = hg_reason_of_sender(table, head, sender, packet);
	if (reason)
		return reason;
	if (!hg_is_group(packet) && !hg_find_receiver(table, head, packet))
		return HG_REASON_UNKNOWN_DESTINATION;
	return packet->flags & HG_PACKET_LATER ? HG_REASON_FRAGMENT : HG_REASON_UNKNOWN_PROTOCOL;
}

#endif
