/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The maps of a link that count what redirect could not send. */
#ifndef HAGUARD_BPF_REDIRECT_MAPS_H
#define HAGUARD_BPF_REDIRECT_MAPS_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "haguard/forward.h"

/* By side. Written by the programs alone: `no_partner` by that of the port, the rest by the one
 * that watches what is sent. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, HG_MAX_SIDES);
	__type(key, __u32);
	__type(value, struct hg_redirect_stats);
} redirect_stats SEC(".maps");

/* Which interfaces the sides are now. Written by userspace. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, HG_MAX_SIDES);
	__type(key, struct hg_redirect_port);
	__type(value, struct hg_redirect_side);
} redirect_ports SEC(".maps");

#endif
