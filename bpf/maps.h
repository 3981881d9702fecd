/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The maps of one link; its programs share them, and userspace pins them by these names. Sizes are
 * the defaults: userspace sets those of the policy, flow_stats and learned when it attaches a link
 * (link_info tells which were chosen), and those that follow from its ports.
 */
#ifndef HAGUARD_BPF_MAPS_H
#define HAGUARD_BPF_MAPS_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "haguard/abi.h"
#include "haguard/event.h"
#include "haguard/heartbeat.h"
#include "haguard/port.h"
#include "haguard/port_stats.h"
#include "haguard/residence.h"
#include "haguard/round_trip.h"
#include "redirect_maps.h"
#include "residence_map.h"

#define HG_DEFAULT_ENTRIES 32768
#define HG_DEFAULT_FLOWS   4096
#define HG_DEFAULT_LEARN   16384
#define HG_SAMPLE_RING	   (256 * 1024)

/* Mode, deadline and listener. Key 0. Written by userspace (stores into the mapped page), read by
 * the program for each frame: a variable, as that takes no look-up. */
volatile struct hg_control control SEC(".data.control") = {};

/* The policy in force. Key 0: the table, swapped whole by userspace. All inner maps are of one
 * size, which keeps their look-ups inlined, and mappable, which has them begin with a page. */
struct hg_policy_table {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HG_DEFAULT_ENTRIES);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(union hg_entry)); /* __type: clang 14 leaves it undefined here */
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct hg_policy_table);
} policy SEC(".maps");

/* Frames and bytes, by HG_FLOW_INDEX. Written by the program alone. Made by userspace for the CPUs
 * that there may be. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HG_DEFAULT_FLOWS);
	__type(key, __u32);
	__type(value, struct hg_flow_stats);
} flow_stats SEC(".maps");

/* Frames and bytes by reason, stamps, and the clock, of each side. Written by the program alone. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, HG_MAX_SIDES);
	__type(key, __u32);
	__type(value, struct hg_port_stats);
} port_stats SEC(".maps");

/* By enum hg_link_stat. Written by the program alone. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, HG_STAT_LIMIT);
	__type(key, __u32);
	__type(value, __u64);
} link_stats SEC(".maps");

/* What was seen while learning. A plain hash: full means full, what was learned stays. Written by
 * the program, emptied by userspace when learning starts anew. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, HG_DEFAULT_LEARN);
	__type(key, struct hg_flow_key);
	__type(value, struct hg_observation);
} learned SEC(".maps");

/* Drop samples, read by `haguard drops`. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, HG_SAMPLE_RING);
} samples SEC(".maps");

/* How many samples this CPU took in the running second. Written by the program alone. */
struct hg_sample_budget {
	__u64 second;
	__u64 taken;
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct hg_sample_budget);
} sample_budget SEC(".maps");

/* How frames that pass leave this machine. Key 0. Written by userspace; a variable, as control. */
volatile struct hg_forwarding forwarding SEC(".data.forward") = {};

/* By side, the interface of the partner port. Written by userspace; the kernel takes out an
 * interface that goes away. */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, HG_MAX_SIDES);
	__type(key, __u32);
	__type(value, __u32);
} partners SEC(".maps");

/* Gaps of the heartbeat flows, by hg_line.slot. Written by the program; a slot is given to a flow,
 * and emptied, by userspace while no table in force names it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HG_HEARTBEAT_SLOTS);
	__type(key, __u32);
	__type(value, struct hg_heartbeat);
} heartbeats SEC(".maps");

/* Requests that wait for their answer; the oldest give way. Written by the program alone. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, HG_TRIPS_WAITING);
	__type(key, struct hg_trip_key);
	__type(value, struct hg_trip_request);
} waiting SEC(".maps");

/* Round trips by HG_TRIP_INDEX. Written by the program alone. Made by userspace for the sides that
 * the link has. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HG_TRIP_SLOTS(2));
	__type(key, __u32);
	__type(value, struct hg_round_trips);
} round_trips SEC(".maps");

/* Names and options of the link. Written and read by userspace alone. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct hg_link_info);
} link_info SEC(".maps");

/* The handle of lookup.h: the inner map in force. */
typedef void *hg_table;

static __always_inline const union hg_entry *hg_entry_at(hg_table table, __u32 index)
{
	return bpf_map_lookup_elem(table, &index);
}

#endif
