/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Recording a frame in map `learned`; a full map is counted and keeps what it has. */
#ifndef HAGUARD_BPF_LEARN_H
#define HAGUARD_BPF_LEARN_H

#include "maps.h"
#include "observe.h"
#include "sample.h"

HG_OUTLINE void hg_learn(const struct hg_packet *packet, __u64 now)
{
	struct hg_observation *seen = bpf_map_lookup_elem(&learned, &packet->key);
	struct hg_observation first;

	if (seen) {
		hg_observe_next(seen, packet, now);
		return;
	}
	hg_observe_first(&first, packet, now);
	if (bpf_map_update_elem(&learned, &packet->key, &first, BPF_NOEXIST) == 0)
		return;
	/* Another CPU was first with the same key, or the map is full. */
	seen = bpf_map_lookup_elem(&learned, &packet->key);
	if (seen)
		hg_observe_next(seen, packet, now);
	else
		hg_count_stat(HG_STAT_LEARN_FULL);
}

#endif
