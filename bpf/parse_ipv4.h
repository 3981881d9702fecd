/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* IPv4 (RFC 791): lengths, options, fragments, then the transport header. */
#ifndef HAGUARD_BPF_PARSE_IPV4_H
#define HAGUARD_BPF_PARSE_IPV4_H

#include "parse_transport.h"

#define HG_IPV4_PLAIN	       0x45 /* version_size without options */
#define HG_IPV4_DONT_FRAG      0x4000
#define HG_IPV4_MORE_FRAGMENTS 0x2000
#define HG_IPV4_OFFSET	       0x1fff /* in units of 8 bytes */
#define HG_DATAGRAM_MAX	       65535

struct hg_ipv4_header {
	__u8 version_size; /* version, header size in 32-bit words */
	__u8 tos;
	__be16 total_length;
	__be16 id;
	__be16 fragment;
	__u8 ttl;
	__u8 protocol;
	__be16 checksum;
	__u8 source[4];
	__u8 destination[4];
} HG_WIRE(4);

/*
 * Common to IPv4 and IPv6: a fragment at byte `offset` of its datagram, `left` bytes long, `more`
 * if others follow. Sets the packet's fragment flags; RFC 791 and 8200 ask for units of 8 bytes.
 */
HG_INLINE __u8 hg_parse_fragment(struct hg_packet *packet, __u32 offset, __u32 left, int more)
{
	if (more && (left == 0 || left % 8))
		return HG_REASON_MALFORMED_FRAGMENT;
	if (offset + left > HG_DATAGRAM_MAX)
		return HG_REASON_MALFORMED_FRAGMENT;
	if (offset == 0) {
		packet->flags |= HG_PACKET_FIRST;
		return HG_REASON_NONE;
	}
	packet->flags |= HG_PACKET_LATER;
	packet->key.shape = HG_SHAPE_LATER;
	return hg_check_later_fragment(packet->key.protocol, offset);
}

/* The transport header of a datagram or of its first fragment; it usually stands at `usual`. */
HG_INLINE __u8 hg_parse_ip_payload(const struct hg_frame *frame, struct hg_packet *packet,
				   __u32 usual, __u32 left)
{
	__u8 malformed;

	if (HG_SELDOM(packet->flags & HG_PACKET_LATER))
		return HG_REASON_NONE;
	malformed = hg_parse_transport(frame, packet, usual, left);
	if (malformed && packet->flags & HG_PACKET_FIRST)
		return HG_REASON_MALFORMED_FRAGMENT;
	return malformed;
}

/* All of it that has a place of its own, or NULL. */
HG_INLINE const struct hg_ipv4_header *hg_ipv4_at(const struct hg_frame *frame)
{
	return (const struct hg_ipv4_header *)hg_bytes_at(frame, HG_ETHERNET_BYTES,
							  sizeof(struct hg_ipv4_header));
}

HG_INLINE int hg_is_ipv4(const struct hg_ipv4_header *ip)
{
	return ip->version_size >> 4 == 4;
}

/* As many bytes are there as the header says. */
HG_INLINE int hg_is_whole_ipv4(struct hg_frame *frame, const struct hg_ipv4_header *ip)
{
	return hg_reaches(frame, HG_ETHERNET_BYTES + (__u32)hg_be16(ip->total_length));
}

HG_INLINE void hg_take_ipv4_addresses(struct hg_packet *packet, const struct hg_ipv4_header *ip)
{
	packet->key.kind = HG_KIND_IPV4;
	hg_copy(&packet->key.addresses.v4.source, ip->source, 4);
	hg_copy(&packet->key.addresses.v4.destination, ip->destination, 4);
}

HG_INLINE __u8 hg_parse_ipv4(struct hg_frame *frame, struct hg_packet *packet)
{
	const struct hg_ipv4_header *ip = hg_ipv4_at(frame);
	__u32 header_size, total, fragment;
	__u8 malformed;

	if (!ip)
		return HG_REASON_MALFORMED_IPV4;
	if (frame->glance && ip->version_size != HG_IPV4_PLAIN)
		return HG_UNUSUAL;
	if (HG_SELDOM(!hg_is_ipv4(ip)))
		return HG_REASON_MALFORMED_IPV4;
	hg_take_ipv4_addresses(packet, ip);
	header_size = (__u32)(ip->version_size & 0x0f) * 4;
	total = hg_be16(ip->total_length);
	fragment = hg_be16(ip->fragment);
	if (HG_SELDOM(header_size < sizeof(*ip) || total < header_size ||
		      !hg_is_whole_ipv4(frame, ip)))
		return HG_REASON_MALFORMED_IPV4;

	packet->key.protocol = ip->protocol;
	packet->ttl = ip->ttl;
	packet->dscp = ip->tos >> 2;
	if (fragment & HG_IPV4_DONT_FRAG)
		packet->flags |= HG_PACKET_DONT_FRAG;

	frame->offset += header_size;
	if (frame->glance && fragment & (HG_IPV4_MORE_FRAGMENTS | HG_IPV4_OFFSET))
		return HG_UNUSUAL;
	if (HG_SELDOM(fragment & (HG_IPV4_MORE_FRAGMENTS | HG_IPV4_OFFSET))) {
		malformed = hg_parse_fragment(packet, (fragment & HG_IPV4_OFFSET) * 8,
					      total - header_size,
					      !!(fragment & HG_IPV4_MORE_FRAGMENTS));
		if (malformed)
			return malformed;
	}
	return hg_parse_ip_payload(frame, packet, HG_ETHERNET_BYTES + sizeof(*ip),
				   total - header_size);
}

#endif
