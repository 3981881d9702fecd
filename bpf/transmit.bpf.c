// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Redirect decides in one program and sends in another place, after that program has ended. What
 * fails there is told by tracepoints alone; these two programs count it, by the side that the frame
 * came in on. They run when something fails, and once for each bulk that is sent.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "redirect_maps.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Of the kernel's own structures, the members that are read here; libbpf finds their places. */
#define HG_KERNEL __attribute__((preserve_access_index))

struct net {
	__u64 net_cookie;
} HG_KERNEL;

typedef struct {
	struct net *net;
} possible_net_t;

struct net_device {
	int ifindex;
	possible_net_t nd_net;
} HG_KERNEL;

static __always_inline const struct hg_redirect_side *side_of(const struct net_device *device)
{
	struct hg_redirect_port port = {};

	port.netns_cookie = device->nd_net.net->net_cookie;
	port.ifindex = (__u32)device->ifindex;
	return bpf_map_lookup_elem(&redirect_ports, &port);
}

static __always_inline void count_failed(__u32 side, __u64 frames, int error)
{
	struct hg_redirect_stats *stats = bpf_map_lookup_elem(&redirect_stats, &side);

	if (!stats)
		return;
	stats->failed += frames;
	stats->last_error = (__u64)(error < 0 ? -error : error);
}

/*
 * A bulk was given to the driver of the partner port, which did not take all of it. Arguments:
 * from, to, sent, drops, error.
 */
SEC("tp_btf/xdp_devmap_xmit")
int haguard_sent(const __u64 *arguments)
{
	const struct net_device *from = (const struct net_device *)arguments[0];
	const struct net_device *to = (const struct net_device *)arguments[1];
	const int drops = (int)arguments[3];
	const struct hg_redirect_side *side;

	if (drops <= 0)
		return 0;
	side = side_of(from);
	if (side && side->partner == (__u32)to->ifindex)
		count_failed(side->side, (__u64)drops, (int)arguments[4]);
	return 0;
}

/*
 * A frame that could not be queued for the partner port: that is down, or the frame is too large
 * for it. Arguments: device, program, target, error, map type, map id, index.
 */
SEC("tp_btf/xdp_redirect_err")
int haguard_unsent(const __u64 *arguments)
{
	const struct hg_redirect_side *side = side_of((const struct net_device *)arguments[0]);

	if (side)
		count_failed(side->side, 1, (int)arguments[3]);
	return 0;
}
