/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packet and policy table in, reason and flow id out. Decides what enforce would do; the mode is
 * somebody else's business.
 */
#ifndef HAGUARD_BPF_DECIDE_H
#define HAGUARD_BPF_DECIDE_H

#include "miss.h"
#include "scope.h"

struct hg_verdict {
	__u32 flow_id; /* with HG_REASON_FLOW */
	__u32 reason;  /* enum hg_reason */
	__u32 slot;    /* with HG_LINE_TIMED */
	__u8 flags;    /* HG_LINE_* of its line */
	__u8 pad[3];
};

/* A host of the table with this MAC may send on the packet's side. */
HG_INLINE int hg_is_mac_of_side(hg_table table, const struct hg_head *head, const __u8 *mac,
				const struct hg_packet *packet)
{
	const struct hg_line *host = hg_find_host_mac(table, head, mac);

	return host && host->sides & 1 << packet->key.side;
}

HG_INLINE int hg_mac_allowed(hg_table table, const struct hg_head *head, const struct hg_line *line,
			     const struct hg_packet *packet)
{
	if (line->flags & HG_LINE_MAC)
		return hg_sent_by(line, packet);
	if (!(line->flags & HG_LINE_ANY_MAC))
		return 1;
	return hg_is_mac_of_side(table, head, packet->source_mac, packet);
}

/*
 * ARP and ND: the MAC stated inside is the frame's own or that of another host of its side (a
 * virtual router's, sent from the unit's own), and an advertised address is the sender's.
 */
HG_OUTLINE int hg_tells_truth(hg_table table, const struct hg_head *head,
			      const struct hg_packet *packet)
{
	const struct hg_line *owner;

	if (packet->flags & HG_PACKET_CLAIM &&
	    !hg_same_mac(packet->claimed_mac, packet->source_mac) &&
	    !hg_is_mac_of_side(table, head, packet->claimed_mac, packet))
		return 0;
	if (!(packet->flags & HG_PACKET_TARGET))
		return 1;
	owner = hg_find_host_v6(table, head, packet->nd_target);
	return owner && owner->sides & 1 << packet->key.side &&
	       hg_mac_allowed(table, head, owner, packet);
}

HG_INLINE void hg_allow(struct hg_verdict *verdict, const struct hg_line *line)
{
	verdict->flow_id = line->flow_id;
	verdict->flags = line->flags;
	verdict->slot = line->slot;
	verdict->reason = HG_REASON_FLOW;
}

/* For a well-formed frame in scope. */
HG_INLINE __u32 hg_judge(hg_table table, const struct hg_head *head, const struct hg_packet *packet,
			 struct hg_verdict *verdict)
{
	const struct hg_line *line = hg_find_flow(table, head, packet);

	if (HG_SELDOM(!line))
		return hg_reason_of_miss(table, head, packet);
	if (HG_SELDOM(!hg_mac_allowed(table, head, line, packet)))
		return hg_mac_reason(packet);
	if (HG_SELDOM(packet->flags & (HG_PACKET_CLAIM | HG_PACKET_TARGET)) &&
	    !hg_tells_truth(table, head, packet))
		return hg_mac_reason(packet);
	hg_allow(verdict, line);
	return HG_REASON_FLOW;
}

/* What is broken is told of the hosts of the table: a stranger is one, whatever it sends. */
HG_OUTLINE __u32 hg_reason_of_malformed(hg_table table, const struct hg_head *head,
					const struct hg_packet *packet)
{
	if (head->flags & HG_HEAD_FLOWS && hg_has_address(packet->key.kind) &&
	    hg_is_stranger(hg_find_sender(table, head, packet)))
		return HG_REASON_UNKNOWN_SOURCE;
	return packet->malformed;
}

HG_INLINE struct hg_verdict hg_decide(hg_table table, const struct hg_head *head,
				      const struct hg_packet *packet)
{
	struct hg_verdict verdict = {};

	if (HG_SELDOM(!hg_in_scope(table, head, packet)))
		verdict.reason = HG_REASON_OUT_OF_SCOPE;
	else if (HG_SELDOM(packet->malformed))
		verdict.reason = hg_reason_of_malformed(table, head, packet);
	else if (HG_SELDOM(!(head->flags & HG_HEAD_FLOWS)))
		verdict.reason = HG_REASON_NO_POLICY;
	else
		verdict.reason = hg_judge(table, head, packet, &verdict);
	return verdict;
}

#endif
