/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where a frame that passes goes: to the kernel, or straight out of the partner port. */
#ifndef HAGUARD_BPF_FORWARD_H
#define HAGUARD_BPF_FORWARD_H

#include "maps.h"
#include "portable.h"

HG_INLINE int hg_is_redirecting(void)
{
	return forwarding.forward == HG_FORWARD_REDIRECT;
}

/* Out of the partner port of `side`; to the kernel, and counted, where there is none at the time.
 */
HG_INLINE int hg_redirect(__u8 side)
{
	const __u32 index = side;
	const int action = (int)bpf_redirect_map(&partners, index, XDP_PASS);
	struct hg_redirect_stats *stats;

	if (action == XDP_REDIRECT)
		return action;
	stats = bpf_map_lookup_elem(&redirect_stats, &index);
	if (stats)
		stats->no_partner++;
	return action;
}

#endif
