/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Round trips between the peers, seen in passing: from a request that comes in on one port to the
 * answer that comes in on another. That is the way from here to the one that answers, its time to
 * answer, and the way back; not the way to the one that asks.
 */
#ifndef HAGUARD_ROUND_TRIP_H
#define HAGUARD_ROUND_TRIP_H

#include <linux/bpf.h>

#include "haguard/abi.h"
#include "haguard/histogram.h"

enum hg_trip_kind {
	HG_TRIP_ARP = 0,       /* request to reply */
	HG_TRIP_NEIGHBOUR = 1, /* neighbour solicitation to advertisement */
	HG_TRIP_ECHO = 2,      /* ICMP and ICMPv6 */
	HG_TRIP_TCP_OPEN = 3,  /* SYN to SYN/ACK */
	HG_TRIP_IKE = 4,       /* IKEv2 request to response */
	HG_TRIP_KINDS = 5,
};

/* A later answer belongs to nothing. */
#define HG_TRIP_LIMIT_NS 10000000000ULL

#define HG_TRIPS_WAITING 1024 /* requests without an answer; the oldest give way */

/* Key of map `waiting`: what ties an answer to its request. Unused bytes are zero. */
struct hg_trip_key {
	__u64 asker[2];	   /* its address: IPv4 in the first four bytes, IPv6 in all */
	__u64 answerer[2]; /* of neighbour discovery: the address that is asked for */
	__u64 token;	   /* IKE: SPI of the initiator */
	__u32 id;	   /* echo: identifier and number; TCP: ports; IKE: message id */
	__u16 vlan[2];
	__u8 kind; /* enum hg_trip_kind */
	__u8 pad[7];
};
HG_STATIC_ASSERT(sizeof(struct hg_trip_key) == 56, "hg_trip_key");

struct hg_trip_request {
	__u64 time_ns; /* CLOCK_MONOTONIC; of the newest one, where it was asked again */
	__u32 side;    /* that it came in on */
	__u32 pad;
};
HG_STATIC_ASSERT(sizeof(struct hg_trip_request) == 16, "hg_trip_request");

/* Value of map `round_trips`, shared by the CPUs. */
struct hg_round_trips {
	struct bpf_spin_lock lock; /* first, as in struct hg_heartbeat */
	__u32 pad;
	struct hg_histogram trips;
};

/* Index into it: asker's and answerer's side, kind. */
#define HG_TRIP_SLOTS(sides) ((sides) * (sides)*HG_TRIP_KINDS)
#define HG_TRIP_INDEX(sides, asker, answerer, kind)                                                \
	(((asker) * (sides) + (answerer)) * HG_TRIP_KINDS + (kind))

#endif
