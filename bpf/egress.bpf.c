// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The tc program on the egress of one port: a frame that was stamped when it came in on a port of
 * the same link is measured. It only looks: no frame is changed or dropped, and whatever other tc
 * filters there are have their say after it.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include "residence_map.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Index of this port within its link, and how many there are. Set before loading. */
volatile const __u8 port_side = 0;
volatile const __u8 port_count = 2;

/* Stands in this link's stamps: hg_link_info.stamp_tag. Set before loading. */
volatile const __u32 stamp_tag = 0;

SEC("tc")
int haguard_egress(struct __sk_buff *skb)
{
	const struct hg_stamp *stamp = (const struct hg_stamp *)(long)skb->data_meta;
	struct hg_histogram *histogram;
	__u64 then;
	__u64 now;
	__u32 index;

	if ((const void *)(stamp + 1) > (const void *)(long)skb->data)
		return TC_ACT_UNSPEC;
	if (stamp->magic != HG_STAMP_MAGIC || stamp->tag != stamp_tag)
		return TC_ACT_UNSPEC;
	/* What does not fit is no stamp, whatever it looks like. */
	if (stamp->side >= port_count || stamp->kind >= HG_CLASS_LIMIT)
		return TC_ACT_UNSPEC;
	then = stamp->time_ns;
	index = HG_RESIDENCE_INDEX(port_count, stamp->side, port_side, stamp->kind);
	histogram = bpf_map_lookup_elem(&residence, &index);
	now = bpf_ktime_get_ns();
	if (histogram && now >= then)
		hg_histogram_add(histogram, now - then);
	return TC_ACT_UNSPEC;
}
