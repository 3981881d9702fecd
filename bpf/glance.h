/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What most frames come to, at a glance: a flow allows it, or its sender is a stranger. It is the
 * same parser and the same look-ups as for the whole frame, but nobody asks for more than key, MAC
 * and length, and no function is given their address: so the compiler keeps them in registers. What
 * a glance tells is what hg_parse() and hg_decide() say of the frame; where it takes more to tell,
 * it tells nothing.
 */
#ifndef HAGUARD_BPF_GLANCE_H
#define HAGUARD_BPF_GLANCE_H

#include "decide.h"
#include "parse.h"
#include "trip.h"

/* Told by the head of the table alone, so that a flood of most strangers costs little. */
HG_INLINE int hg_is_unheard_of(const struct hg_head *head, const struct hg_packet *packet)
{
	return !!(head->strangers & hg_source_bit(&packet->key));
}

HG_INLINE int hg_recognise_stranger(const struct hg_head *head, struct hg_verdict *verdict)
{
	verdict->reason = HG_REASON_UNKNOWN_SOURCE;
	return head->scope == HG_SCOPE_LINK && head->flags & HG_HEAD_FLOWS;
}

/* ESP in UDP shares IKE's port behind NAT: where IKE has a marker of zeros, it has its SPI. */
HG_INLINE int hg_is_esp_in_udp(const struct hg_frame *frame, const struct hg_packet *packet)
{
	const void *bytes;
	__u32 marker;

	if (!hg_has_port(packet, HG_IKE_NAT_PORT))
		return 0;
	bytes = hg_bytes_at(frame, frame->offset + HG_UDP_BYTES, HG_IKE_MARKER);
	if (!bytes)
		return 0;
	hg_copy(&marker, HG_WIRE_ALIGNED(bytes, 2), sizeof(marker));
	return !!marker;
}

/* `line` allows the packet, and its MAC. */
HG_INLINE int hg_recognise_line(const struct hg_frame *frame, hg_table table,
				const struct hg_head *head, const struct hg_packet *packet,
				const struct hg_line *line, struct hg_verdict *verdict)
{
	if (HG_SELDOM(line->flags & HG_LINE_TRIP && hg_may_be_ike(packet)) &&
	    !hg_is_esp_in_udp(frame, packet))
		return 0;
	hg_allow(verdict, line);
	return head->scope == HG_SCOPE_LINK || hg_find_sender(table, head, packet);
}

HG_INLINE int hg_recognise_key(const struct hg_frame *frame, hg_table table,
			       const struct hg_head *head, const struct hg_packet *packet,
			       struct hg_verdict *verdict)
{
	const struct hg_line *line = hg_find_flow(table, head, packet);

	if (HG_SELDOM(!line))
		return hg_is_stranger(hg_find_sender(table, head, packet)) &&
		       hg_recognise_stranger(head, verdict);
	/* By itself: the ways through hg_mac_allowed() meet again, which costs a hit. */
	if (line->flags & HG_LINE_MAC && hg_sent_by(line, packet))
		return hg_recognise_line(frame, table, head, packet, line, verdict);
	return hg_mac_allowed(table, head, line, packet) &&
	       hg_recognise_line(frame, table, head, packet, line, verdict);
}

/* A way of its own for frames without ports: they have none of what shapes are about. */
HG_INLINE int hg_recognise(const struct hg_frame *frame, hg_table table, const struct hg_head *head,
			   const struct hg_packet *packet, struct hg_verdict *verdict)
{
	struct hg_packet bare;

	if (!(packet->flags & HG_PACKET_PORTS)) {
		bare = *packet;
		bare.flags = 0;
		bare.key.shape = HG_SHAPE_NO_PORTS;
		bare.key.source_port = 0;
		bare.key.destination_port = 0;
		return hg_recognise_key(frame, table, head, &bare, verdict);
	}
	return hg_recognise_key(frame, table, head, packet, verdict);
}

/*
 * Where the head alone tells that the sender is a stranger, nothing behind its address is looked
 * at: so a flood costs the same whatever is in its frames.
 */
HG_INLINE int hg_glance_ipv4(struct hg_frame *frame, hg_table table, const struct hg_head *head,
			     struct hg_packet *packet, struct hg_verdict *verdict)
{
	const struct hg_ipv4_header *ip = hg_ipv4_at(frame);

	if (!ip)
		return 0;
	hg_take_ipv4_addresses(packet, ip);
	if (HG_SELDOM(hg_is_unheard_of(head, packet)))
		return hg_is_ipv4(ip) && hg_is_whole_ipv4(frame, ip) &&
		       hg_recognise_stranger(head, verdict);
	return !hg_parse_ipv4(frame, packet) && hg_recognise(frame, table, head, packet, verdict);
}

HG_INLINE int hg_glance_ipv6(struct hg_frame *frame, hg_table table, const struct hg_head *head,
			     struct hg_packet *packet, struct hg_verdict *verdict)
{
	const struct hg_ipv6_header *ip = hg_ipv6_at(frame);

	if (!ip)
		return 0;
	hg_take_ipv6_addresses(packet, ip);
	if (HG_SELDOM(hg_is_unheard_of(head, packet)))
		return hg_is_ipv6(ip) && hg_is_whole_ipv6(frame, ip) &&
		       hg_recognise_stranger(head, verdict);
	return !hg_parse_ipv6(frame, packet) && hg_recognise(frame, table, head, packet, verdict);
}

/*
 * Returns whether it told: *verdict and *length are filled then. For IPv4 or IPv6 of a stranger;
 * and of others where the header is plain, the frame no fragment, and nothing in it says what the
 * receiver is to believe (ARP, ND) or when it answers (ICMP, TCP's SYN).
 */
HG_INLINE int hg_glance(struct hg_frame frame, __u8 side, hg_table table,
			const struct hg_head *head, struct hg_verdict *verdict, __u64 *length)
{
	struct hg_packet packet = {};
	__u16 ethertype;

	frame.glance = 1;
	packet.key.side = side;
	*length = frame.length;
	if (hg_parse_ethernet(&frame, &packet, &ethertype) ||
	    HG_SELDOM(!hg_in_scope_vlan(head, &packet)))
		return 0;
	if (ethertype == HG_ETHERTYPE_IPV4)
		return hg_glance_ipv4(&frame, table, head, &packet, verdict);
	if (ethertype == HG_ETHERTYPE_IPV6)
		return hg_glance_ipv6(&frame, table, head, &packet, verdict);
	return 0;
}

#endif
