/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What each frame needs of the CPU that it is on: its counters of the port, the coarse clock
 * (CLOCK_MONOTONIC at the last tick), and where that CPU's flow counters are. Asking the kernel is
 * a call, and where a CPU defends itself against speculation a call costs more than all the rest of
 * the program. The clock moves with the tick, and jiffies are a plain load: so each CPU asks once a
 * tick and keeps the answers.
 */
#ifndef HAGUARD_BPF_CPU_H
#define HAGUARD_BPF_CPU_H

#include "maps.h"
#include "portable.h"

/*
 * This CPU's, or NULL; hg_keep_up() before it is read. Test for NULL first and by itself: where the
 * two ways meet again, the verifier of a user without CAP_PERFMON walks each with the other's
 * pointer.
 */
HG_INLINE struct hg_port_stats *hg_this_cpu(__u32 side)
{
	return bpf_map_lookup_elem(&port_stats, &side);
}

/*
 * Asks the kernel, once a tick. now_ns is at most one tick older than bpf_ktime_get_coarse_ns()
 * says: the kernel counts the tick a moment before it moves the clock.
 */
HG_INLINE void hg_keep_up(struct hg_port_stats *own, __u64 tick, __u32 flow_limit)
{
	own->now_ns = bpf_ktime_get_coarse_ns();
	own->first_flow = HG_FLOW_INDEX(bpf_get_smp_processor_id(), flow_limit, 0);
	own->tick = tick;
}

#endif
