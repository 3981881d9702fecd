/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * struct hg_packet: everything the rest of the data path knows of a frame. The parser fills it;
 * after that only trip.h looks at bytes of the frame, and glance.h for IKE's marker.
 */
#ifndef HAGUARD_BPF_PACKET_H
#define HAGUARD_BPF_PACKET_H

#include "haguard/abi.h"
#include "portable.h"

/* hg_packet.flags */
#define HG_PACKET_PORTS	    0x01 /* the key's ports are those of this frame */
#define HG_PACKET_FIRST	    0x02 /* first fragment of several */
#define HG_PACKET_LATER	    0x04 /* later fragment */
#define HG_PACKET_CLAIM	    0x08 /* ARP or ND states a MAC for the sender: `claimed_mac` */
#define HG_PACKET_TARGET    0x10 /* ND: the sender claims to own `nd_target` */
#define HG_PACKET_DONT_FRAG 0x20 /* IPv4 DF */
#define HG_PACKET_ND	    0x40 /* neighbour discovery, types 133 to 137 */

struct hg_packet {
	struct hg_flow_key key; /* shape: HG_SHAPE_PORTS, NO_PORTS or LATER */
	__u8 nd_target[16];	/* with HG_PACKET_TARGET */
	union {
		__u8 source_mac[6];
		__u64 source_word; /* and what follows it in the frame: hg_sent_by() */
	};
	__u8 claimed_mac[6]; /* with HG_PACKET_CLAIM */
	__u8 destination_mac[6];
	__u8 flags;	/* HG_PACKET_* */
	__u8 malformed; /* enum hg_reason of the broken header, or HG_REASON_NONE */
	__u8 ttl;	/* IPv4 TTL, IPv6 hop limit */
	__u8 dscp;
	__u8 tcp_flags;
	__u8 pad;
	__u32 length;	       /* of the frame on the wire */
	__u16 transport_place; /* in the frame, tags and all; with HG_PACKET_PORTS of IP */
	__u16 nd_size;	       /* with HG_PACKET_ND: how long the message is */
};

/* What is counted of a frame. */
struct hg_counted {
	__u64 length; /* on the wire */
	__u64 before; /* frames of its flow, or else of its reason, that this CPU had before it */
	__u32 side;
};

/* Instead of enum hg_reason, at a glance: the frame is not of the usual form. */
#define HG_UNUSUAL 0xff

/*
 * The bytes of a frame: [data, end) is readable, `length` is what was on the wire, or that of
 * the first of its buffers (hg_reaches()). VLAN tags are skipped: `data` and `length` are those of
 * the same frame without the tags that were parsed, but for the MACs in front of them.
 */
struct hg_frame {
	const __u8 *data;
	const __u8 *end;
	__u64 length;
	__u32 offset;  /* of the header that is parsed next, from `data` */
	__u32 skipped; /* bytes of tags before `data` */
	int glance;    /* a constant: it is read at a glance (glance.h) */
	void *context; /* of the XDP program; NULL elsewhere */
};

#endif
