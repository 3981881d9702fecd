/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The one map of a link that its egress programs need. */
#ifndef HAGUARD_BPF_RESIDENCE_MAP_H
#define HAGUARD_BPF_RESIDENCE_MAP_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "haguard/residence.h"

/* Residence times by HG_RESIDENCE_INDEX. Written by the egress programs alone. Made by userspace
 * for the sides that the link has. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, HG_RESIDENCE_SLOTS(2));
	__type(key, __u32);
	__type(value, struct hg_histogram);
} residence SEC(".maps");

#endif
