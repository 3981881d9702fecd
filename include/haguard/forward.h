/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How a frame that passes leaves this machine: handed to the kernel (a bridge, or routing), or sent
 * straight out of the partner port, so that the machine is a filtering wire. What must stay true:
 * a frame that cannot be sent is counted.
 */
#ifndef HAGUARD_FORWARD_H
#define HAGUARD_FORWARD_H

#include <linux/types.h>

#include "haguard/abi.h"

/* hg_forwarding.forward */
enum hg_forward {
	HG_FORWARD_KERNEL = 0,
	HG_FORWARD_REDIRECT = 1,
};

/*
 * The one entry of map `forwarding`, mapped into the program. It is not part of hg_control: whoever
 * zeroes that in an emergency must not take away the way that the frames go.
 */
struct hg_forwarding {
	__u32 forward; /* enum hg_forward */
	__u32 pad;
};
HG_STATIC_ASSERT(sizeof(struct hg_forwarding) == 8, "hg_forwarding");

/* Value of per-CPU map `redirect_stats`, indexed by the side that the frames came in on. */
struct hg_redirect_stats {
	__u64 no_partner; /* the partner port was gone: the frame was left to the kernel */
	__u64 failed;	  /* lost on the way out: its driver or its queue refused it */
	__u64 last_error; /* the errno of the newest of these; 0: the driver did not say */
};
HG_STATIC_ASSERT(sizeof(struct hg_redirect_stats) == 24, "hg_redirect_stats");

/*
 * Key of map `redirect_ports`: a port, told apart from those of other network namespaces, where
 * other interfaces have the same number.
 */
struct hg_redirect_port {
	__u64 netns_cookie; /* SO_NETNS_COOKIE */
	__u32 ifindex;
	__u32 pad;
};
HG_STATIC_ASSERT(sizeof(struct hg_redirect_port) == 16, "hg_redirect_port");

/* Its value. */
struct hg_redirect_side {
	__u32 side;
	__u32 partner; /* interface index of the partner port */
};
HG_STATIC_ASSERT(sizeof(struct hg_redirect_side) == 8, "hg_redirect_side");

#endif
