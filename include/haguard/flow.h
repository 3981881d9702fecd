/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The identity of a flow, as the parser fills it, the policy table stores it and the learning map
 * records it, and what is observed of it. One layout for every kind, compared as 64-bit words:
 * every unused byte is zero.
 */
#ifndef HAGUARD_FLOW_H
#define HAGUARD_FLOW_H

#include <linux/types.h>

/* What `addresses` holds, and which fields of the key are meaningful. */
enum hg_kind {
	HG_KIND_NONE = 0,
	HG_KIND_IPV4 = 1, /* v4; protocol; ports */
	HG_KIND_ARP = 2,  /* v4: sender and target protocol address; destination_port: operation */
	HG_KIND_HOST_V4 = 3,		       /* policy table only: v4.source */
	HG_KIND_HOST_MAC = 4,		       /* policy table only: mac.source */
	HG_KIND_LAST_SHORT = HG_KIND_HOST_MAC, /* keys up to here have HG_KEY_SHORT_WORDS */
	HG_KIND_IPV6 = 5,		       /* v6; protocol; ports */
	HG_KIND_ETHER = 6,		       /* mac; number: ethertype */
	HG_KIND_LLC = 7,		       /* mac; number: DSAP << 8 | SSAP */
	HG_KIND_HOST_V6 = 8,		       /* policy table only: v6.source */
};

/*
 * Which ports of a key count. A frame's own key is HG_SHAPE_PORTS (or HG_SHAPE_LATER for a later
 * fragment); the others stand in the policy table with the ignored ports zero.
 * For ICMP the source port is the type and the destination port the code.
 */
enum hg_shape {
	HG_SHAPE_PORTS = 0,	      /* both ports */
	HG_SHAPE_ANY_SOURCE = 1,      /* any source port */
	HG_SHAPE_ANY_DESTINATION = 2, /* any destination port (ICMP: any code) */
	HG_SHAPE_NO_PORTS = 3,	      /* no ports, or any */
	HG_SHAPE_LATER = 4,	      /* a later fragment, which carries no ports */
};

#define HG_VLAN_PRESENT 0x1000 /* set in a tag field when the frame carries that tag */
#define HG_VLAN_ID	0x0fff

struct hg_flow_key {
	__u8 kind;     /* enum hg_kind */
	__u8 side;     /* index of the ingress port within the link */
	__u8 shape;    /* enum hg_shape */
	__u8 protocol; /* IP protocol number; 0 for other kinds */
	__u16 vlan[2]; /* outer, inner: HG_VLAN_PRESENT | id, or 0 */

	__be16 source_port;
	__be16 destination_port;
	__u16 number; /* ethertype or LLC service access points, host order */
	__u16 pad;

	union {
		struct {
			__be32 source;
			__be32 destination;
		} v4;
		struct {
			__u8 source[16];
			__u8 destination[16];
		} v6;
		struct {
			__u8 source[6];
			__u8 destination[6];
			__u8 pad[4];
		} mac;
		__u64 words[4];
	} addresses;
};

#define HG_KEY_WORDS	   6
#define HG_KEY_SHORT_WORDS 3 /* keys of a short kind are zero beyond these */

/* hg_observation.flags */
#define HG_SEEN_FRAGMENT   0x01 /* a first fragment; later ones are keys of their own */
#define HG_SEEN_TCP_OPEN   0x02 /* SYN without ACK: this direction opened the connection */
#define HG_SEEN_MANY_MACS  0x04 /* more than one source MAC */
#define HG_SEEN_DONT_FRAG  0x08 /* IPv4 DF */
#define HG_SEEN_LLADDR_LIE 0x10 /* ARP or ND claimed another MAC than the frame's source */

/* Value of map `learned`: what was seen of one exact key. Times are CLOCK_MONOTONIC, coarse. */
struct hg_observation {
	__u64 frames;
	__u64 bytes;
	__u64 first_ns;
	__u64 last_ns;
	__u64 longest_gap_ns; /* between two frames in a row */
	__u64 dscp_seen;      /* bit per code point */
	__u32 smallest;	      /* bytes on the wire */
	__u32 largest;
	__u8 source_mac[6];	 /* of the first frame */
	__u8 destination_mac[6]; /* of the first frame */
	__u8 other_mac[6];	 /* a later, different source MAC */
	__u8 ttl_lowest;
	__u8 ttl_highest;
	__u8 tcp_flags; /* all that were seen, or'ed */
	__u8 flags;	/* HG_SEEN_* */
	__u8 pad[2];
};

#ifdef __cplusplus
static_assert(sizeof(hg_flow_key) == 8 * HG_KEY_WORDS, "hg_flow_key");
static_assert(sizeof(hg_observation) == 80, "hg_observation");
#else
_Static_assert(sizeof(struct hg_flow_key) == 8 * HG_KEY_WORDS, "hg_flow_key");
_Static_assert(sizeof(struct hg_observation) == 80, "hg_observation");
#endif

#endif
