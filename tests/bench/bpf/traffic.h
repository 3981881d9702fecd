/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the programs of the bench and its userspace share: which ports the n-th flow of a large
 * policy has. Both ports together are the flow's number, so that a program can make a frame of any
 * flow by two stores.
 */
#ifndef HAGUARD_BENCH_TRAFFIC_H
#define HAGUARD_BENCH_TRAFFIC_H

#include <linux/types.h>

#define BENCH_FIRST_PORT  0x4000
#define BENCH_PORT_BITS	  10
#define BENCH_PORTS_PLACE 34 /* of UDP over IPv4 without options: where the ports stand */

static inline __u16 bench_source_port(__u32 flow)
{
	return (__u16)(BENCH_FIRST_PORT + (flow >> BENCH_PORT_BITS));
}

static inline __u16 bench_destination_port(__u32 flow)
{
	return (__u16)(BENCH_FIRST_PORT + (flow & ((1U << BENCH_PORT_BITS) - 1)));
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
