/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Keeps the time of a request until its answer comes. The pure part is trip.h. */
#ifndef HAGUARD_BPF_ROUND_TRIP_H
#define HAGUARD_BPF_ROUND_TRIP_H

#include "maps.h"
#include "trip.h"

/* Asked again, the newest counts: the first one, or its answer, was lost. */
HG_INLINE void hg_note_request(const struct hg_trip_key *key, __u32 side, __u64 now)
{
	struct hg_trip_request request = {};

	request.time_ns = now;
	request.side = side;
	bpf_map_update_elem(&waiting, key, &request, BPF_ANY);
}

/* How long an answer took, and of which HG_TRIP_INDEX it is. */
struct hg_trip {
	__u64 took_ns;
	__u32 index;
};

/* An answer that nobody waits for is none, and so is a second one. Returns whether it is one. */
HG_INLINE int hg_match_answer(const struct hg_trip_key *key, __u32 side, __u32 sides, __u64 now,
			      struct hg_trip *trip)
{
	const struct hg_trip_request *request = bpf_map_lookup_elem(&waiting, key);
	__u64 then;

	if (!request)
		return 0;
	then = request->time_ns;
	trip->index = HG_TRIP_INDEX(sides, request->side, side, key->kind);
	bpf_map_delete_elem(&waiting, key);
	trip->took_ns = now - then;
	return now >= then && now - then <= HG_TRIP_LIMIT_NS;
}

HG_INLINE void hg_count_trip(__u32 index, __u64 took_ns)
{
	struct hg_round_trips *slot = bpf_map_lookup_elem(&round_trips, &index);
	struct hg_histogram *trips;

	if (!slot)
		return;
	trips = &slot->trips;
	barrier_var(trips); /* past the lock, as in hg_time_heartbeat() */
	bpf_spin_lock(&slot->lock);
	hg_histogram_add(trips, took_ns);
	bpf_spin_unlock(&slot->lock);
}

#endif
