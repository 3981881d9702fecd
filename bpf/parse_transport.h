/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The transport header behind IPv4 or IPv6: ports, ICMP type and code, TCP flags. A protocol that
 * is not listed here has no ports; that is the normal case for HA traffic (105, 112, ESP, ...).
 */
#ifndef HAGUARD_BPF_PARSE_TRANSPORT_H
#define HAGUARD_BPF_PARSE_TRANSPORT_H

#include "parse_bytes.h"
#include "protocols.h"

#define HG_TCP_MIN_BYTES 20
#define HG_UDP_BYTES	 8
#define HG_ICMP_BYTES	 4 /* type, code, checksum */

struct hg_ports {
	__be16 source;
	__be16 destination;
	__be16 udp_length;
} HG_WIRE(2);

struct hg_tcp_header {
	__be16 source;
	__be16 destination;
	__be32 sequence;
	__be32 acknowledgement;
	__u8 data_offset; /* in 32-bit words, upper half */
	__u8 flags;
	__be16 window;
	__be16 checksum;
	__be16 urgent;
} HG_WIRE(4);

HG_INLINE void hg_set_ports(struct hg_packet *packet, __be16 source, __be16 destination)
{
	packet->key.shape = HG_SHAPE_PORTS;
	packet->key.source_port = source;
	packet->key.destination_port = destination;
	packet->flags |= HG_PACKET_PORTS;
}

HG_INLINE __u8 hg_parse_tcp(const struct hg_frame *frame, struct hg_packet *packet, __u32 usual,
			    __u32 left)
{
	struct hg_tcp_header tcp;
	__u32 size;

	if (left < sizeof(tcp) || !hg_copy_next(frame, usual, &tcp, sizeof(tcp)))
		return HG_REASON_MALFORMED_TRANSPORT;
	size = (__u32)(tcp.data_offset >> 4) * 4;
	if (size < sizeof(tcp) || size > left)
		return HG_REASON_MALFORMED_TRANSPORT;
	if (frame->glance && tcp.flags & HG_TCP_SYN)
		return HG_UNUSUAL;
	packet->tcp_flags = tcp.flags;
	hg_set_ports(packet, tcp.source, tcp.destination);
	return HG_REASON_NONE;
}

/* `whole`: not a fragment, so that a UDP length can be held against the bytes that are there. */
HG_INLINE __u8 hg_parse_udp(const struct hg_frame *frame, struct hg_packet *packet, __u32 usual,
			    __u32 left, int whole)
{
	struct hg_ports ports;
	__u32 length;

	if (left < HG_UDP_BYTES || !hg_copy_next(frame, usual, &ports, sizeof(ports)))
		return HG_REASON_MALFORMED_TRANSPORT;
	length = hg_be16(ports.udp_length);
	if (length < HG_UDP_BYTES || (whole && length > left))
		return HG_REASON_MALFORMED_TRANSPORT;
	hg_set_ports(packet, ports.source, ports.destination);
	return HG_REASON_NONE;
}

/* DCCP, SCTP and UDP-Lite: ports come first, the rest is not judged. */
HG_INLINE __u8 hg_parse_plain_ports(const struct hg_frame *frame, struct hg_packet *packet,
				    __u32 usual, __u32 left)
{
	struct hg_ports ports;

	if (left < HG_UDP_BYTES || !hg_copy_next(frame, usual, &ports, sizeof(ports)))
		return HG_REASON_MALFORMED_TRANSPORT;
	hg_set_ports(packet, ports.source, ports.destination);
	return HG_REASON_NONE;
}

HG_INLINE __u8 hg_parse_icmp(const struct hg_frame *frame, struct hg_packet *packet, __u32 usual,
			     __u32 left)
{
	__u8 icmp[HG_ICMP_BYTES] __attribute__((aligned(4)));

	if (left < HG_ICMP_BYTES || !hg_copy_next(frame, usual, icmp, sizeof(icmp)))
		return HG_REASON_MALFORMED_TRANSPORT;
	hg_set_ports(packet, hg_be16(icmp[0]), hg_be16(icmp[1]));
	return HG_REASON_NONE;
}

/*
 * The header of packet->key.protocol at frame->offset, usually `usual`, of which `left` bytes are
 * in this frame. Not for later fragments: they carry none.
 */
HG_INLINE __u8 hg_parse_transport(const struct hg_frame *frame, struct hg_packet *packet,
				  __u32 usual, __u32 left)
{
	packet->key.shape = HG_SHAPE_NO_PORTS;
	packet->transport_place = (__u16)hg_next_place(frame);
	switch (packet->key.protocol) {
	default:
		return HG_REASON_NONE;
	case HG_IP_TCP:
		return hg_parse_tcp(frame, packet, usual, left);
	case HG_IP_UDP:
		return hg_parse_udp(frame, packet, usual, left, !(packet->flags & HG_PACKET_FIRST));
	case HG_IP_ICMP:
	case HG_IP_ICMPV6:
		if (frame->glance)
			return HG_UNUSUAL;
		return hg_parse_icmp(frame, packet, usual, left);
	case HG_IP_DCCP:
	case HG_IP_SCTP:
	case HG_IP_UDPLITE:
		return hg_parse_plain_ports(frame, packet, usual, left);
	}
}

/*
 * A later fragment whose payload starts `offset` bytes into the datagram: refused where it would
 * rewrite the header that the first fragment was judged by (RFC 1858, RFC 3128).
 */
HG_INLINE __u8 hg_check_later_fragment(__u8 protocol, __u32 offset)
{
	if (protocol == HG_IP_TCP && offset < HG_TCP_MIN_BYTES)
		return HG_REASON_FRAGMENT_OVERLAP;
	return HG_REASON_NONE;
}

#endif
