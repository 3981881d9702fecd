/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * IPv6 (RFC 8200): the extension header chain is walked to the upper layer. AH and ESP end the
 * walk: they are the flow, as in IPv4.
 */
#ifndef HAGUARD_BPF_PARSE_IPV6_H
#define HAGUARD_BPF_PARSE_IPV6_H

#include "parse_ipv4.h"
#include "parse_nd.h"

#define HG_IPV6_HOP_BY_HOP  0
#define HG_IPV6_ROUTING	    43
#define HG_IPV6_FRAGMENT    44
#define HG_IPV6_DESTINATION 60
#define HG_IPV6_MOBILITY    135
#define HG_IPV6_HIP	    139
#define HG_IPV6_SHIM6	    140
#define HG_MAX_EXTENSIONS   8

struct hg_ipv6_header {
	__u8 version_class; /* version, upper half of the traffic class */
	__u8 class_label;
	__be16 flow_label;
	__be16 payload_length;
	__u8 next_header;
	__u8 hop_limit;
	__u8 source[16];
	__u8 destination[16];
} HG_WIRE(4);

struct hg_ipv6_extension {
	__u8 next_header;
	__u8 size; /* in units of 8 bytes, the first not counted; the fragment header has none */
	__be16 fragment;
	__be32 id;
} HG_WIRE(4);

HG_INLINE int hg_is_extension(__u8 header)
{
	switch (header) {
	case HG_IPV6_HOP_BY_HOP:
	case HG_IPV6_ROUTING:
	case HG_IPV6_FRAGMENT:
	case HG_IPV6_DESTINATION:
	case HG_IPV6_MOBILITY:
	case HG_IPV6_HIP:
	case HG_IPV6_SHIM6:
		return 1;
	default:
		return 0;
	}
}

/* A fragment header; `left` is what follows it. An atomic fragment (RFC 6946) is a whole datagram.
 */
HG_INLINE __u8 hg_parse_ipv6_fragment(struct hg_packet *packet, __u16 fragment, __u32 left)
{
	if (!(fragment & 0xfff9))
		return HG_REASON_NONE;
	return hg_parse_fragment(packet, fragment & 0xfff8, left, fragment & 1);
}

/*
 * Walks from the header packet->key.protocol at frame->offset to the upper layer; *left is what
 * follows frame->offset. Stops behind the fragment header of a later fragment.
 */
HG_INLINE __u8 hg_walk_extensions(struct hg_frame *frame, struct hg_packet *packet, __u32 *left)
{
	struct hg_ipv6_extension extension; /* one slot of the stack for all rounds */

	HG_UNROLL
	for (int i = 0; i < HG_MAX_EXTENSIONS; i++) {
		__u8 header = packet->key.protocol;
		__u32 size;
		__u8 malformed;

		if (!hg_is_extension(header))
			return HG_REASON_NONE;
		if (!hg_copy_bytes(frame, hg_next_place(frame), &extension, sizeof(extension)) ||
		    (header == HG_IPV6_HOP_BY_HOP && i > 0))
			return HG_REASON_MALFORMED_EXTENSION;
		size = header == HG_IPV6_FRAGMENT ? 8 : ((__u32)extension.size + 1) * 8;
		if (size > *left)
			return HG_REASON_MALFORMED_EXTENSION;
		packet->key.protocol = extension.next_header;
		frame->offset += size;
		*left -= size;
		if (hg_next_place(frame) > HG_MAX_HEADER_PLACE) /* the upper layer's too is read */
			return HG_REASON_MALFORMED_EXTENSION;
		if (header != HG_IPV6_FRAGMENT)
			continue;
		if (packet->flags & HG_PACKET_FIRST)
			return HG_REASON_MALFORMED_EXTENSION;
		malformed = hg_parse_ipv6_fragment(packet, hg_be16(extension.fragment), *left);
		if (malformed || packet->flags & HG_PACKET_LATER)
			return malformed;
	}
	return hg_is_extension(packet->key.protocol) ? HG_REASON_MALFORMED_EXTENSION
						     : HG_REASON_NONE;
}

/* Or NULL. */
HG_INLINE const struct hg_ipv6_header *hg_ipv6_at(const struct hg_frame *frame)
{
	return (const struct hg_ipv6_header *)hg_bytes_at(frame, HG_ETHERNET_BYTES,
							  sizeof(struct hg_ipv6_header));
}

HG_INLINE int hg_is_ipv6(const struct hg_ipv6_header *ip)
{
	return ip->version_class >> 4 == 6;
}

/* As many bytes are there as the header says. */
HG_INLINE int hg_is_whole_ipv6(struct hg_frame *frame, const struct hg_ipv6_header *ip)
{
	return hg_reaches(frame,
			  HG_ETHERNET_BYTES + (__u32)sizeof(*ip) + hg_be16(ip->payload_length));
}

HG_INLINE void hg_take_ipv6_addresses(struct hg_packet *packet, const struct hg_ipv6_header *ip)
{
	packet->key.kind = HG_KIND_IPV6;
	hg_copy(packet->key.addresses.v6.source, ip->source, 16);
	hg_copy(packet->key.addresses.v6.destination, ip->destination, 16);
}

HG_INLINE __u8 hg_parse_ipv6(struct hg_frame *frame, struct hg_packet *packet)
{
	const struct hg_ipv6_header *ip = hg_ipv6_at(frame);
	__u32 left;
	__u8 malformed;

	if (!ip || !hg_is_ipv6(ip))
		return HG_REASON_MALFORMED_IPV6;
	hg_take_ipv6_addresses(packet, ip);
	left = hg_be16(ip->payload_length);
	if (!hg_is_whole_ipv6(frame, ip))
		return HG_REASON_MALFORMED_IPV6;
	if (frame->glance && hg_is_extension(ip->next_header))
		return HG_UNUSUAL;

	packet->key.protocol = ip->next_header;
	packet->ttl = ip->hop_limit;
	packet->dscp = (__u8)((ip->version_class & 0x0f) << 2 | ip->class_label >> 6);

	frame->offset += sizeof(*ip);
	malformed = hg_walk_extensions(frame, packet, &left);
	if (malformed)
		return malformed;
	malformed = hg_parse_ip_payload(frame, packet, HG_ETHERNET_BYTES + sizeof(*ip), left);
	if (packet->key.protocol == HG_IP_ICMPV6 && packet->flags & HG_PACKET_PORTS)
		hg_note_nd(packet, left);
	return malformed;
}

#endif
