/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The contract between the BPF program and userspace: version, modes, the control word, the policy
 * table and the counters. This folder owns every byte that crosses the kernel boundary; any change
 * of size, offset or meaning raises HG_ABI_VERSION, which is part of the pin path, so that a
 * program and a map of different meaning never meet.
 */
#ifndef HAGUARD_ABI_H
#define HAGUARD_ABI_H

#include <linux/types.h>

#include "haguard/flow.h"
#include "haguard/reason.h"

#define HG_ABI_VERSION 7

#define HG_MAX_SIDES 8 /* ports of one link; normally two */
#define HG_MAX_VLANS 8 /* tag pairs one policy may name */

#ifdef __cplusplus
#define HG_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define HG_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

/*
 * Mode of a link. Zero is bypass: a control map that was just created, or zeroed by hand in an
 * emergency, passes everything.
 */
enum hg_mode {
	HG_MODE_BYPASS = 0,
	HG_MODE_LEARN = 1,
	HG_MODE_AUDIT = 2,
	HG_MODE_ENFORCE = 3,
};

/*
 * The one entry of map `control`, mapped into userspace and into the program. Mode and deadline
 * share a word, so that a frame can never see the mode of one change with the deadline of another:
 * bits 0-7 mode, bits 8-63 deadline in ticks of 2^20 ns of CLOCK_MONOTONIC, 0 for none. Past the
 * deadline, enforce acts as audit.
 */
struct hg_control {
	__u64 word;
	__u64 sample_until_ns; /* drop samples are written until then; 0 when nobody listens */
	__u32 stamping;	       /* enum hg_stamping (residence.h) */
	__u32 stamp_mask;      /* a power of two, less one */
	__u64 judged_since_ns; /* no flow was recognised before: what began then is not timed */
};
HG_STATIC_ASSERT(sizeof(struct hg_control) == 32, "hg_control");

#define HG_DEADLINE_SHIFT 20
#define HG_MODE_MASK	  0xffULL
/*
 * The lowest bit of the deadline: it is a lease that the daemon renews, and not that of a
 * confirmation which is awaited. The data path makes no difference between the two, and sees a
 * deadline that is one tick later.
 */
#define HG_CONTROL_LEASED (1ULL << 8)

/* What became of a frame. Every frame is counted under one disposition and one reason. */
enum hg_disposition {
	HG_PASSED = 0,	   /* let through, and enforce would let it through */
	HG_WOULD_DROP = 1, /* let through, but enforce would drop it */
	HG_DROPPED = 2,
	HG_DISPOSITIONS = 3,
};

struct hg_counter {
	__u64 frames;
	__u64 bytes; /* as on the wire, without the frame check sequence */
};
HG_STATIC_ASSERT(sizeof(struct hg_counter) == 16, "hg_counter");

/* Value of map `flow_stats`, at HG_FLOW_INDEX. Each CPU writes its own alone. */
struct hg_flow_stats {
	__u64 frames;
	__u64 bytes;
	__u64 last_ns; /* CLOCK_MONOTONIC, coarse */
};
HG_STATIC_ASSERT(sizeof(struct hg_flow_stats) == 24, "hg_flow_stats");

/*
 * The counters of `limit` flow ids for each CPU, one CPU behind the other. A per-CPU map would find
 * them by a table of addresses: with many flows one more place in memory to wait for.
 */
#define HG_FLOW_INDEX(cpu, limit, flow_id) ((cpu) * (limit) + (flow_id))

/* Index of per-CPU map `link_stats`: what went wrong beside the frames themselves. */
enum hg_link_stat {
	HG_STAT_LEARN_FULL = 0,	  /* a new flow was seen, but `learned` had no room */
	HG_STAT_SAMPLES_LOST = 1, /* a drop sample found the ring full or its rate used up */
	HG_STAT_LIMIT = 8,
};

/* ---- The policy table: one inner array map of hg_entry, swapped whole. ---- */

enum hg_scope {
	HG_SCOPE_LINK = 0,  /* what is not a learned flow is dropped */
	HG_SCOPE_PEERS = 1, /* only frames that name a peer are judged */
};

/* hg_head.flags */
#define HG_HEAD_CONFINE	   0x01 /* learn only frames that name a host of this table */
#define HG_HEAD_SCOPE_VLAN 0x02 /* only frames with exactly the tags scope_vlan are judged */
#define HG_HEAD_FLOWS	   0x04 /* some flow is allowed; nothing can be enforced without one */

struct hg_vlan_pair {
	__u16 outer; /* HG_VLAN_PRESENT | id, or 0 for no tag */
	__u16 inner;
};

/* Entry 0 of the table. */
struct hg_head {
	__u32 generation;  /* rises by one with each policy put in force; 0: no policy yet */
	__u32 seed;	   /* of hg_hash(), chosen by userspace so that the table could be built */
	__u32 short_slots; /* of one entry each, from HG_FIRST_SLOT on; an even number, not 0 */
	__u32 long_slots;  /* of two entries each, behind those; not 0 */
	__u64 strangers;   /* bits of hg_source_bit() that no flow's or host's source has */
	__u8 shapes;	   /* bit HG_SHAPE_*: which shapes occur in this table */
	__u8 scope;	   /* enum hg_scope */
	__u8 flags;	   /* HG_HEAD_* */
	__u8 vlan_count;   /* of hg_tags */
	struct hg_vlan_pair scope_vlan;
};
HG_STATIC_ASSERT(sizeof(struct hg_head) == 32, "hg_head");

/* Entry 1: the tags that occur, for naming a wrong one. */
struct hg_tags {
	struct hg_vlan_pair vlans[HG_MAX_VLANS];
};
HG_STATIC_ASSERT(sizeof(struct hg_tags) == 32, "hg_tags");

/* hg_line.flags */
#define HG_LINE_MAC	  0x01 /* the frame's source MAC must be `mac` */
#define HG_LINE_ANY_MAC	  0x02 /* the source MAC must belong to a known host of this side */
#define HG_LINE_HEARTBEAT 0x04 /* of a flow whose silence means something */
#define HG_LINE_TIMED	  0x08 /* its gaps are timed, in `slot` of map `heartbeats` */
#define HG_LINE_TRIP	  0x10 /* its frames may ask or answer (round_trip.h) */

/*
 * What may pass: a key, and what else is to be known of it. Flows and hosts share the table; their
 * kinds keep them apart. A key of a short kind (flow.h) fits; of a long one the rest stands in the
 * entry behind. An empty slot is all zero, so its kind is HG_KIND_NONE.
 *
 * A key stands in one of the two slots that its hash names (table.h), so a look-up reads at most
 * two cache lines whatever the number of flows.
 */
struct hg_line {
	__u8 kind; /* up to destination_port as in hg_flow_key */
	__u8 side;
	__u8 shape;
	__u8 protocol;
	__u16 vlan[2];
	__be16 source_port;
	__be16 destination_port;
	union {
		__u32 flow_id; /* flow: of HG_FLOW_INDEX */
		__u32 vlans;   /* host: bit per tags of hg_tags in which it may appear */
	};
	__u64 address; /* the first word of hg_flow_key.addresses */
	__u8 mac[6];   /* at a multiple of 8: it is compared as one word (lookup.h) */
	__u8 flags;    /* HG_LINE_* */
	union {
		__u8 slot;  /* flow, with HG_LINE_TIMED */
		__u8 sides; /* host: bit per side on which it may appear */
	};
};
HG_STATIC_ASSERT(sizeof(struct hg_line) == 32, "hg_line: half of a cache line");

#define HG_REST_WORDS 3 /* words of a long key's addresses that do not fit hg_line */

/* The second entry of a line whose kind is long. */
struct hg_rest {
	__u64 addresses[HG_REST_WORDS]; /* the others of hg_flow_key.addresses */
	__u16 number;
	__u8 pad[6];
};
HG_STATIC_ASSERT(sizeof(struct hg_rest) == 32, "hg_rest");

/* Of the inner map. It is mappable, so it begins with a page, and no slot lies across two cache
 * lines. */
union hg_entry {
	struct hg_head head;
	struct hg_tags tags;
	struct hg_line line;
	struct hg_rest rest;
};
HG_STATIC_ASSERT(sizeof(union hg_entry) == 32, "hg_entry");

#define HG_TAGS_ENTRY 1
#define HG_FIRST_SLOT 2

/* Up to the last slot: what stands behind is zero. */
#define HG_USED_ENTRIES(head) (HG_FIRST_SLOT + (head)->short_slots + 2 * (head)->long_slots)

/* Entries of a table for each flow that a link has room for: its addresses, later fragments, hosts.
 */
#define HG_ENTRIES_PER_FLOW 8

#define HG_MAX_FLOWS (4 << 20) /* that a link may have room for */

#endif
