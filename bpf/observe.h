/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is remembered of a flow while learning: one observation, started and then updated. */
#ifndef HAGUARD_BPF_OBSERVE_H
#define HAGUARD_BPF_OBSERVE_H

#include "packet.h"
#include "protocols.h"

HG_INLINE __u8 hg_seen_flags(const struct hg_packet *packet)
{
	__u8 seen = 0;

	if (packet->flags & HG_PACKET_FIRST)
		seen |= HG_SEEN_FRAGMENT;
	if (packet->flags & HG_PACKET_DONT_FRAG)
		seen |= HG_SEEN_DONT_FRAG;
	if ((packet->tcp_flags & (HG_TCP_SYN | HG_TCP_ACK)) == HG_TCP_SYN)
		seen |= HG_SEEN_TCP_OPEN;
	if (packet->flags & HG_PACKET_CLAIM &&
	    !hg_same_mac(packet->claimed_mac, packet->source_mac))
		seen |= HG_SEEN_LLADDR_LIE;
	return seen;
}

HG_INLINE void hg_observe_first(struct hg_observation *seen, const struct hg_packet *packet,
				__u64 now)
{
	__builtin_memset(seen, 0, sizeof(*seen));
	seen->frames = 1;
	seen->bytes = packet->length;
	seen->first_ns = now;
	seen->last_ns = now;
	seen->dscp_seen = 1ULL << (packet->dscp & 63);
	seen->smallest = packet->length;
	seen->largest = packet->length;
	hg_copy(seen->source_mac, packet->source_mac, 6);
	hg_copy(seen->destination_mac, packet->destination_mac, 6);
	seen->ttl_lowest = packet->ttl;
	seen->ttl_highest = packet->ttl;
	seen->tcp_flags = packet->tcp_flags;
	seen->flags = hg_seen_flags(packet);
}

/*
 * Two CPUs may update one observation at a time: frames and bytes are exact, the extremes are
 * written only where they move, which for one flow on one receive queue is exact as well.
 */
HG_INLINE void hg_observe_next(struct hg_observation *seen, const struct hg_packet *packet,
			       __u64 now)
{
	const __u64 last = seen->last_ns;
	const __u64 dscp = 1ULL << (packet->dscp & 63);
	const __u8 flags = hg_seen_flags(packet);

	__sync_fetch_and_add(&seen->frames, 1);
	__sync_fetch_and_add(&seen->bytes, (__u64)packet->length);
	if (now > last) {
		if (now - last > seen->longest_gap_ns)
			seen->longest_gap_ns = now - last;
		seen->last_ns = now;
	}
	if (!(seen->dscp_seen & dscp))
		seen->dscp_seen |= dscp;
	if (packet->length < seen->smallest)
		seen->smallest = packet->length;
	if (packet->length > seen->largest)
		seen->largest = packet->length;
	if (packet->ttl < seen->ttl_lowest)
		seen->ttl_lowest = packet->ttl;
	if (packet->ttl > seen->ttl_highest)
		seen->ttl_highest = packet->ttl;
	if (packet->tcp_flags & ~seen->tcp_flags)
		seen->tcp_flags |= packet->tcp_flags;
	if (flags & ~seen->flags)
		seen->flags |= flags;
	if (!hg_same_mac(seen->source_mac, packet->source_mac)) {
		hg_copy(seen->other_mac, packet->source_mac, 6);
		seen->flags |= HG_SEEN_MANY_MACS;
	}
}

#endif
