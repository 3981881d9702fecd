/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* ICMPv6 neighbour discovery (RFC 4861): what the sender claims about addresses and MACs. */
#ifndef HAGUARD_BPF_PARSE_ND_H
#define HAGUARD_BPF_PARSE_ND_H

#include "parse_bytes.h"

#define HG_ND_ROUTER_SOLICIT	133
#define HG_ND_ROUTER_ADVERT	134
#define HG_ND_NEIGHBOUR_SOLICIT 135
#define HG_ND_NEIGHBOUR_ADVERT	136
#define HG_ND_REDIRECT		137
#define HG_ND_OPTION_SOURCE_MAC 1
#define HG_ND_OPTION_TARGET_MAC 2
#define HG_MAX_ND_OPTIONS	8
#define HG_ND_MAC_OPTION_BYTES	8
#define HG_ND_TARGET_OFFSET	8
#define HG_ND_HOP_LIMIT		255 /* anything less has crossed a router: RFC 4861, 6.1 and 7.1 */

/* Bytes before the options, by ICMPv6 type; 0: not neighbour discovery. */
HG_INLINE __u32 hg_nd_fixed_bytes(__u8 type)
{
	switch (type) {
	case HG_ND_ROUTER_SOLICIT:
		return 8;
	case HG_ND_ROUTER_ADVERT:
		return 16;
	case HG_ND_NEIGHBOUR_SOLICIT:
	case HG_ND_NEIGHBOUR_ADVERT:
		return 24;
	case HG_ND_REDIRECT:
		return 40;
	default:
		return 0;
	}
}

/*
 * The option that states the sender's own MAC: the target's in an advertisement, the source's in
 * the others. A redirect speaks of a third host, so it states none.
 */
HG_INLINE __u8 hg_nd_claim_option(__u8 type)
{
	if (type == HG_ND_REDIRECT)
		return 0;
	return type == HG_ND_NEIGHBOUR_ADVERT ? HG_ND_OPTION_TARGET_MAC : HG_ND_OPTION_SOURCE_MAC;
}

/*
 * A second claim is refused: stacks believe the first of two. So is an option of less than eight
 * bytes or more than is left.
 */
HG_INLINE __u8 hg_parse_nd_options(const struct hg_frame *frame, struct hg_packet *packet,
				   __u32 place, __u32 left, __u8 claim)
{
	HG_UNROLL
	for (int i = 0; i < HG_MAX_ND_OPTIONS; i++) {
		__u8 option[HG_ND_MAC_OPTION_BYTES];
		__u32 size;

		if (left == 0)
			return HG_REASON_NONE;
		if (left < sizeof(option) || !hg_copy_bytes(frame, place, option, sizeof(option)))
			return HG_REASON_MALFORMED_ND;
		size = (__u32)option[1] * 8;
		if (size == 0 || size > left)
			return HG_REASON_MALFORMED_ND;
		if (claim && option[0] == claim) {
			if (packet->flags & HG_PACKET_CLAIM)
				return HG_REASON_MALFORMED_ND;
			hg_copy(packet->claimed_mac, option + 2, 6);
			packet->flags |= HG_PACKET_CLAIM;
		}
		place += size;
		left -= size;
	}
	return left ? HG_REASON_MALFORMED_ND : HG_REASON_NONE;
}

/* First stage, on the way through the headers: notes a message. */
HG_INLINE void hg_note_nd(struct hg_packet *packet, __u32 left)
{
	if (!hg_nd_fixed_bytes((__u8)hg_be16(packet->key.source_port)))
		return;
	packet->flags |= HG_PACKET_ND;
	packet->nd_size = (__u16)left;
}

/*
 * Second stage: the claims inside, of a packet with HG_PACKET_ND. A stage of its own so that the
 * verifier does not walk the options once for each way through the extension headers. Stacks ignore
 * a fragmented message (RFC 6980), and its claims could stand in the later fragment.
 */
HG_INLINE __u8 hg_parse_nd(const struct hg_frame *frame, struct hg_packet *packet)
{
	const __u8 type = (__u8)hg_be16(packet->key.source_port);
	const __u32 fixed = hg_nd_fixed_bytes(type);

	if (!fixed || packet->nd_size < fixed || packet->ttl != HG_ND_HOP_LIMIT ||
	    packet->flags & HG_PACKET_FIRST)
		return HG_REASON_MALFORMED_ND;
	if (type == HG_ND_NEIGHBOUR_ADVERT) {
		if (!hg_copy_bytes(frame, packet->transport_place + HG_ND_TARGET_OFFSET,
				   packet->nd_target, sizeof(packet->nd_target)))
			return HG_REASON_MALFORMED_ND;
		packet->flags |= HG_PACKET_TARGET;
	}
	return hg_parse_nd_options(frame, packet, packet->transport_place + fixed,
				   packet->nd_size - fixed, hg_nd_claim_option(type));
}

#endif
