/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Frame bytes to struct hg_packet: ethernet, up to two VLAN tags, then what the ethertype says.
 * Every failure is a reason (hg_packet.malformed), never a silent pass; every length is checked
 * right above the access; every loop has a named bound.
 */
#ifndef HAGUARD_BPF_PARSE_H
#define HAGUARD_BPF_PARSE_H

#include "packet.h"
#include "parse_arp.h"
#include "parse_bytes.h"
#include "parse_ipv4.h"
#include "parse_ipv6.h"

#define HG_ETHERTYPE_ARP   0x0806
#define HG_ETHERTYPE_IPV4  0x0800
#define HG_ETHERTYPE_IPV6  0x86dd
#define HG_ETHERTYPE_VLAN  0x8100
#define HG_ETHERTYPE_QINQ  0x88a8
#define HG_ETHERTYPE_FIRST 0x0600 /* below: an 802.3 length */
#define HG_MAX_TAGS	   2

struct hg_ethernet_header {
	__u8 destination[6];
	__u8 source[6];
	__be16 type;
} HG_WIRE(2);

struct hg_vlan_tag {
	__be16 control;
	__be16 type;
} HG_WIRE(2);

HG_INLINE int hg_is_tag(__u16 ethertype)
{
	return ethertype == HG_ETHERTYPE_VLAN || ethertype == HG_ETHERTYPE_QINQ;
}

/* The tags into packet->key.vlan; *ethertype becomes that behind the last tag. */
HG_INLINE __u8 hg_parse_tags(struct hg_frame *frame, struct hg_packet *packet, __u16 *ethertype)
{
	HG_UNROLL
	for (int i = 0; i < HG_MAX_TAGS; i++) {
		const struct hg_vlan_tag *tag;

		if (!hg_is_tag(*ethertype))
			return HG_REASON_NONE;
		tag = (const struct hg_vlan_tag *)hg_bytes_at(frame, HG_ETHERNET_BYTES,
							      sizeof(*tag));
		if (!tag)
			return HG_REASON_MALFORMED_VLAN;
		packet->key.vlan[i] = HG_VLAN_PRESENT | (hg_be16(tag->control) & HG_VLAN_ID);
		*ethertype = hg_be16(tag->type);
		hg_skip_bytes(frame, sizeof(*tag));
	}
	return hg_is_tag(*ethertype) ? HG_REASON_MALFORMED_VLAN : HG_REASON_NONE;
}

HG_INLINE void hg_key_of_macs(struct hg_packet *packet, __u8 kind, __u16 number)
{
	packet->key.kind = kind;
	packet->key.number = number;
	packet->key.shape = HG_SHAPE_NO_PORTS;
	hg_copy(packet->key.addresses.mac.source, packet->source_mac, 6);
	hg_copy(packet->key.addresses.mac.destination, packet->destination_mac, 6);
}

/* An 802.3 frame: `length` bytes of LLC follow. */
HG_INLINE __u8 hg_parse_llc(struct hg_frame *frame, struct hg_packet *packet, __u16 length)
{
	const __u8 *points = (const __u8 *)hg_bytes_at(frame, HG_ETHERNET_BYTES, 3);

	if (!points || length < 3 || !hg_reaches(frame, HG_ETHERNET_BYTES + (__u32)length))
		return HG_REASON_MALFORMED_LLC;
	hg_key_of_macs(packet, HG_KIND_LLC, (__u16)(points[0] << 8 | points[1]));
	return HG_REASON_NONE;
}

/* MACs and tags; *ethertype is that behind them. */
HG_INLINE __u8 hg_parse_ethernet(struct hg_frame *frame, struct hg_packet *packet, __u16 *ethertype)
{
	const struct hg_ethernet_header *ethernet;
	const __u8 *source;

	ethernet = (const struct hg_ethernet_header *)hg_bytes_at(frame, 0, sizeof(*ethernet));
	if (!ethernet)
		return HG_REASON_MALFORMED_ETHERNET;
	source = (const __u8 *)ethernet + __builtin_offsetof(struct hg_ethernet_header, source);
	hg_copy(&packet->source_word, HG_WIRE_ALIGNED(source, 8), 8);
	hg_copy(packet->destination_mac, ethernet->destination, 6);
	*ethertype = hg_be16(ethernet->type);
	frame->offset = HG_ETHERNET_BYTES;
	return hg_parse_tags(frame, packet, ethertype);
}

HG_INLINE __u8 hg_parse_layers(struct hg_frame *frame, struct hg_packet *packet)
{
	__u16 ethertype;
	const __u8 malformed = hg_parse_ethernet(frame, packet, &ethertype);

	if (HG_SELDOM(malformed))
		return malformed;
	if (ethertype == HG_ETHERTYPE_IPV4)
		return hg_parse_ipv4(frame, packet);
	if (ethertype == HG_ETHERTYPE_IPV6)
		return hg_parse_ipv6(frame, packet);
	if (ethertype == HG_ETHERTYPE_ARP)
		return hg_parse_arp(frame, packet);
	if (ethertype < HG_ETHERTYPE_FIRST)
		return hg_parse_llc(frame, packet, ethertype);
	hg_take_whole_length(frame); /* nothing in the frame tells it */
	hg_key_of_macs(packet, HG_KIND_ETHER, ethertype);
	return HG_REASON_NONE;
}

/*
 * First stage: fills *packet, which is all zero, from the frame that came in on `side`, all but
 * what is inside neighbour discovery. On a broken header packet->malformed says which, and the rest
 * is filled as far as the parser came.
 */
HG_INLINE void hg_parse_headers(struct hg_frame *frame, __u8 side, struct hg_packet *packet)
{
	packet->key.side = side;
	packet->malformed = hg_parse_layers(frame, packet);
	if (HG_SELDOM(packet->malformed))
		hg_take_whole_length(frame);
	packet->length = (__u32)(frame->length + frame->skipped);
}

/* Both stages: the whole parser. */
HG_INLINE void hg_parse(struct hg_frame *frame, __u8 side, struct hg_packet *packet)
{
	__builtin_memset(packet, 0, sizeof(*packet));
	hg_parse_headers(frame, side, packet);
	if (packet->flags & HG_PACKET_ND && !packet->malformed)
		packet->malformed = hg_parse_nd(frame, packet);
}

#endif
