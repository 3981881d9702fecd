/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the programs of the bench and its userspace share: places in a frame, and which ports the
 * n-th flow of a large policy has. Both ports together are the flow's number, so that a program can
 * make a frame of any flow by two stores.
 */
#ifndef HAGUARD_BENCH_TRAFFIC_H
#define HAGUARD_BENCH_TRAFFIC_H

#include <linux/types.h>

#define BENCH_FIRST_PORT 0x4000
#define BENCH_PORT_BITS	 10

/* Where things stand in a frame that is UDP over IPv4, without tags and options. */
#define BENCH_TYPE_PLACE     12
#define BENCH_SOURCE_PLACE   26
#define BENCH_PORTS_PLACE    34
#define BENCH_TIME_PLACE     42 /* the payload */
#define BENCH_ETHERTYPE_IPV4 0x0800
#define BENCH_STRANGER	     0xc0000242 /* 192.0.2.66 */

#define BENCH_STEP_NS 10 /* times of frames are counted in such steps ... */
#define BENCH_STEPS   16384

/* The payload of a hello; each stream is sent at its own steady rhythm. */
struct bench_payload {
	__u32 magic;
	__u32 stream;
};
#define BENCH_HELLO_MAGIC 0x68656c6fU
#define BENCH_STREAMS	  20
#define BENCH_GAPS	  4096

static inline __u16 bench_source_port(__u32 flow)
{
	return (__u16)(BENCH_FIRST_PORT + (flow >> BENCH_PORT_BITS));
}

static inline __u16 bench_destination_port(__u32 flow)
{
	return (__u16)(BENCH_FIRST_PORT + (flow & ((1U << BENCH_PORT_BITS) - 1)));
}

static inline __u32 bench_flow_of(__u16 source_port, __u16 destination_port)
{
	return (__u32)(source_port - BENCH_FIRST_PORT) << BENCH_PORT_BITS |
	       (__u32)(destination_port - BENCH_FIRST_PORT);
}

/*
 * The flow of the n-th frame, of so many: all come equally often, and two frames in a row are far
 * from each other (steps of the golden ratio).
 */
static inline __u32 bench_spread(__u32 n, __u32 flows)
{
	return (__u32)((__u64)(n * 2654435769U) * flows >> 32);
}

#endif
