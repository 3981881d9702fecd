/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which frames ask and which answer, and what ties the two: a struct hg_trip_key that is the same
 * for both. Pure. Only for frames that a flow with HG_LINE_TRIP allows.
 */
#ifndef HAGUARD_BPF_TRIP_H
#define HAGUARD_BPF_TRIP_H

#include "haguard/round_trip.h"
#include "observe.h"
#include "parse_bytes.h"
#include "parse_nd.h"
#include "parse_transport.h"

enum hg_trip_role {
	HG_TRIP_NONE = 0,
	HG_TRIP_ASKS = 1,
	HG_TRIP_ANSWERS = 2,
};

#define HG_ARP_REQUEST	 1
#define HG_ARP_REPLY	 2
#define HG_ECHO_REPLY	 0
#define HG_ECHO_REQUEST	 8
#define HG_ECHO6_REQUEST 128
#define HG_ECHO6_REPLY	 129

#define HG_IKE_PORT	 500
#define HG_IKE_NAT_PORT	 4500
#define HG_IKE_MAJOR_TWO 0x20 /* upper half of the version */
#define HG_IKE_RESPONSE	 0x20 /* flag */
#define HG_IKE_MARKER	 4    /* bytes of zero in front, on port 4500; ESP has its SPI there */

#define HG_IKE_SPIS 16 /* bytes of the two SPIs, that of the initiator first */

/* RFC 7296, 3.1, what follows the SPIs, up to the message ID. */
struct hg_ike_header {
	__u8 next_payload;
	__u8 version;
	__u8 exchange;
	__u8 flags;
	__u32 message_id;
};

/*
 * The ends of the packet into the key, the source first; and the other way round for an answer.
 * Values change places here, not pointers: those would be computed, which takes CAP_PERFMON.
 */
HG_INLINE void hg_set_trip_ends(const struct hg_packet *packet, int role, struct hg_trip_key *key)
{
	const __u64 *words = packet->key.addresses.words;
	__u64 source = words[0];
	__u64 source_rest = words[1];
	__u64 destination = words[2];
	__u64 destination_rest = words[3];

	if (packet->key.kind != HG_KIND_IPV6) {
		source = packet->key.addresses.v4.source;
		destination = packet->key.addresses.v4.destination;
	}
	if (role == HG_TRIP_ASKS) {
		key->asker[0] = source;
		key->asker[1] = source_rest;
		key->answerer[0] = destination;
		key->answerer[1] = destination_rest;
	} else {
		key->asker[0] = destination;
		key->asker[1] = destination_rest;
		key->answerer[0] = source;
		key->answerer[1] = source_rest;
	}
}

HG_INLINE int hg_trip_of_arp(const struct hg_packet *packet, struct hg_trip_key *key)
{
	const __u16 operation = hg_be16(packet->key.destination_port);

	key->kind = HG_TRIP_ARP;
	if (operation == HG_ARP_REQUEST)
		return HG_TRIP_ASKS;
	return operation == HG_ARP_REPLY ? HG_TRIP_ANSWERS : HG_TRIP_NONE;
}

HG_INLINE int hg_trip_of_nd(const struct hg_packet *packet, struct hg_trip_key *key)
{
	const __u16 type = hg_be16(packet->key.source_port);

	key->kind = HG_TRIP_NEIGHBOUR;
	if (type == HG_ND_NEIGHBOUR_SOLICIT)
		return HG_TRIP_ASKS;
	return type == HG_ND_NEIGHBOUR_ADVERT ? HG_TRIP_ANSWERS : HG_TRIP_NONE;
}

/* A solicitation goes to a group, and names the address inside, as its answer does. */
HG_INLINE int hg_set_nd_target(const struct hg_frame *frame, const struct hg_packet *packet,
			       struct hg_trip_key *key)
{
	return hg_copy_bytes(frame, packet->transport_place + HG_ND_TARGET_OFFSET, key->answerer,
			     sizeof(key->answerer));
}

HG_INLINE int hg_trip_of_echo(const struct hg_frame *frame, const struct hg_packet *packet,
			      struct hg_trip_key *key)
{
	const __u16 type = hg_be16(packet->key.source_port);
	const int six = packet->key.protocol == HG_IP_ICMPV6;
	int role = HG_TRIP_NONE;

	key->kind = HG_TRIP_ECHO;
	if (type == (six ? HG_ECHO6_REQUEST : HG_ECHO_REQUEST))
		role = HG_TRIP_ASKS;
	else if (type == (six ? HG_ECHO6_REPLY : HG_ECHO_REPLY))
		role = HG_TRIP_ANSWERS;
	if (!role || !hg_copy_bytes(frame, packet->transport_place + HG_ICMP_BYTES, &key->id,
				    sizeof(key->id)))
		return HG_TRIP_NONE;
	return role;
}

/* The port of the one that asks in the upper half. */
HG_INLINE int hg_trip_of_tcp(const struct hg_packet *packet, struct hg_trip_key *key)
{
	const __u32 source = packet->key.source_port;
	const __u32 destination = packet->key.destination_port;

	key->kind = HG_TRIP_TCP_OPEN;
	if (!(packet->tcp_flags & HG_TCP_SYN))
		return HG_TRIP_NONE;
	if (packet->tcp_flags & HG_TCP_ACK) {
		key->id = destination << 16 | source;
		return HG_TRIP_ANSWERS;
	}
	key->id = source << 16 | destination;
	return HG_TRIP_ASKS;
}

HG_INLINE int hg_has_port(const struct hg_packet *packet, __u16 port)
{
	return packet->key.source_port == hg_be16(port) ||
	       packet->key.destination_port == hg_be16(port);
}

/* Of a frame with ports. */
HG_INLINE int hg_may_be_ike(const struct hg_packet *packet)
{
	return hg_has_port(packet, HG_IKE_PORT) || hg_has_port(packet, HG_IKE_NAT_PORT);
}

HG_INLINE int hg_trip_of_ike(const struct hg_frame *frame, const struct hg_packet *packet,
			     struct hg_trip_key *key)
{
	__u32 place = packet->transport_place + HG_UDP_BYTES;
	struct hg_ike_header ike;
	__u32 marker = 0;

	if (hg_has_port(packet, HG_IKE_NAT_PORT)) {
		if (!hg_copy_bytes(frame, place, &marker, sizeof(marker)) || marker)
			return HG_TRIP_NONE;
		place += HG_IKE_MARKER;
	} else if (!hg_has_port(packet, HG_IKE_PORT)) {
		return HG_TRIP_NONE;
	}
	if (!hg_copy_bytes(frame, place, &key->token, sizeof(key->token)) ||
	    !hg_copy_bytes(frame, place + HG_IKE_SPIS, &ike, sizeof(ike)) ||
	    (ike.version & 0xf0) != HG_IKE_MAJOR_TWO)
		return HG_TRIP_NONE;
	key->kind = HG_TRIP_IKE;
	key->id = ike.message_id;
	return ike.flags & HG_IKE_RESPONSE ? HG_TRIP_ANSWERS : HG_TRIP_ASKS;
}

/* What the frame is, and what else than its ends ties it to its other half. */
HG_INLINE int hg_trip_role_of(const struct hg_frame *frame, const struct hg_packet *packet,
			      struct hg_trip_key *key)
{
	if (packet->key.kind == HG_KIND_ARP)
		return hg_trip_of_arp(packet, key);
	if (packet->flags & HG_PACKET_ND)
		return hg_trip_of_nd(packet, key);
	switch (packet->key.protocol) {
	case HG_IP_ICMP:
	case HG_IP_ICMPV6:
		return hg_trip_of_echo(frame, packet, key);
	case HG_IP_TCP:
		return hg_trip_of_tcp(packet, key);
	case HG_IP_UDP:
		return hg_trip_of_ike(frame, packet, key);
	default:
		return HG_TRIP_NONE;
	}
}

/* Fills *key, which is all zero. Returns enum hg_trip_role. */
HG_INLINE int hg_trip_of(const struct hg_frame *frame, const struct hg_packet *packet,
			 struct hg_trip_key *key)
{
	int role;

	if (!(packet->flags & HG_PACKET_PORTS))
		return HG_TRIP_NONE;
	role = hg_trip_role_of(frame, packet, key);
	if (!role)
		return HG_TRIP_NONE;
	key->vlan[0] = packet->key.vlan[0];
	key->vlan[1] = packet->key.vlan[1];
	hg_set_trip_ends(packet, role, key);
	if (key->kind == HG_TRIP_NEIGHBOUR && !hg_set_nd_target(frame, packet, key))
		return HG_TRIP_NONE;
	return role;
}

#endif
