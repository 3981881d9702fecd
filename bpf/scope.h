/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whether this link judges a frame at all. */
#ifndef HAGUARD_BPF_SCOPE_H
#define HAGUARD_BPF_SCOPE_H

#include "lookup.h"

/* The frame's sender or receiver, by protocol address or MAC, is a host of the table. */
HG_OUTLINE int hg_names_peer(hg_table table, const struct hg_head *head,
			     const struct hg_packet *packet)
{
	return hg_find_sender(table, head, packet) || hg_find_receiver(table, head, packet) ||
	       hg_find_host_mac(table, head, packet->source_mac) ||
	       hg_find_host_mac(table, head, packet->destination_mac);
}

/* The frame carries the tags that are judged: any, unless the policy names one pair. */
HG_INLINE int hg_in_scope_vlan(const struct hg_head *head, const struct hg_packet *packet)
{
	return !(head->flags & HG_HEAD_SCOPE_VLAN) ||
	       (packet->key.vlan[0] == head->scope_vlan.outer &&
		packet->key.vlan[1] == head->scope_vlan.inner);
}

HG_INLINE int hg_in_scope(hg_table table, const struct hg_head *head,
			  const struct hg_packet *packet)
{
	if (!hg_in_scope_vlan(head, packet))
		return 0;
	return head->scope == HG_SCOPE_LINK || hg_names_peer(table, head, packet);
}

#endif
