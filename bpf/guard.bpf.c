// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The XDP program of one port: a glance or the whole frame, a verdict, its counters, the way on.
 * One instance is loaded for each port, with the port's side in read-only data; all instances of a
 * link share its maps. Whatever goes wrong inside (a map that is not there) lets the frame pass and
 * is counted.
 */
#include "maps.h"

#include "account.h"
#include "cpu.h"
#include "forward.h"
#include "frame.h"
#include "glance.h"
#include "haguard/forget.h"
#include "heartbeat.h"
#include "latency.h"
#include "learn.h"
#include "parse.h"
#include "round_trip.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Index of this port within its link, and how many there are. Set before loading. */
volatile const __u8 port_side = 0;
volatile const __u8 port_count = 2;

/* Flow ids that flow_stats has room for. Set before loading. */
volatile const __u32 flow_limit = HG_DEFAULT_FLOWS;

/* Stands in this link's stamps: hg_link_info.stamp_tag. Set before loading. */
volatile const __u32 stamp_tag = 0;

/* Offline replay: time comes from the capture, not from the clock. Set before loading. */
volatile const __u8 replay = 0;
__u64 replay_now_ns = 0;

/* As hg_keep_up(). In a replay each frame has a tick of its own. */
HG_OUTLINE void keep_up(struct hg_port_stats *own, __u64 tick)
{
	hg_keep_up(own, tick, flow_limit);
	if (replay) {
		own->now_ns = replay_now_ns;
		own->tick = 0;
	}
}

/* For what is timed: the coarse clock stands still for up to 10 ms. */
static __always_inline __u64 precise_now_ns(void)
{
	return replay ? replay_now_ns : bpf_ktime_get_ns();
}

/* The mode that holds now: past its deadline, enforce acts as audit. */
static __always_inline __u8 mode_at(__u64 word, __u64 now)
{
	const __u8 mode = word & HG_MODE_MASK;
	const __u64 deadline = word >> 8;

	if (HG_SELDOM(deadline) && mode == HG_MODE_ENFORCE && now >> HG_DEADLINE_SHIFT >= deadline)
		return HG_MODE_AUDIT;
	return mode;
}

/* Learning: everything well-formed is recorded, or only what names a peer, where peers are named.
 */
static __always_inline __u32 learn_reason(hg_table table, const struct hg_head *head,
					  const struct hg_packet *packet, __u64 now)
{
	if (!hg_in_scope_vlan(head, packet))
		return HG_REASON_OUT_OF_SCOPE;
	if (packet->malformed)
		return packet->malformed;
	if (head->flags & HG_HEAD_CONFINE && !hg_names_peer(table, head, packet))
		return HG_REASON_OUT_OF_SCOPE;
	hg_learn(packet, now);
	return HG_REASON_LEARN;
}

/*
 * Audit records what it would drop, for the gate before enforce: of the pair, which is known by a
 * MAC where it is not by its address. A stranger could fill the record, and then nothing of the
 * pair's would be in it.
 */
static __always_inline int is_to_be_recorded(hg_table table, const struct hg_head *head,
					     const struct hg_packet *packet, __u32 reason)
{
	if (reason < HG_REASON_FIRST_DROP || packet->malformed)
		return 0;
	return reason != HG_REASON_UNKNOWN_SOURCE ||
	       hg_find_host_mac(table, head, packet->source_mac);
}

/*
 * Inside neighbour discovery. A global function: the verifier proves it once by itself, instead of
 * once for every path that leads to it.
 */
__attribute__((noinline)) int parse_nd(struct xdp_md *ctx, struct hg_packet *packet)
{
	struct hg_frame frame;

	if (!packet)
		return 0;
	frame = frame_of(ctx, 0);
	packet->malformed = hg_parse_nd(&frame, packet);
	return 0;
}

/* All else stands in the program itself: a call costs more than the whole of it (cpu.h). */
static __always_inline void parse(struct xdp_md *ctx, struct hg_frame frame,
				  struct hg_packet *packet)
{
	hg_parse_headers(&frame, port_side, packet);
	if (HG_SELDOM(packet->flags & HG_PACKET_ND) && !packet->malformed)
		parse_nd(ctx, packet);
}

/* What is timed beside the verdict; each proved by itself as well. */
__attribute__((noinline)) int time_heartbeat(__u32 slot, __u64 since)
{
	hg_time_heartbeat(slot, precise_now_ns(), since);
	return 0;
}

__attribute__((noinline)) int count_trip(__u32 index, __u64 took_ns)
{
	hg_count_trip(index, took_ns);
	return 0;
}

__attribute__((noinline)) int time_trip(struct xdp_md *ctx, struct hg_packet *packet)
{
	struct hg_trip_key key = {};
	struct hg_trip trip = {};
	const struct hg_frame frame = {.context = ctx}; /* it is only copied from */

	if (!packet)
		return 0;
	switch (hg_trip_of(&frame, packet, &key)) {
	case HG_TRIP_ASKS:
		hg_note_request(&key, port_side, precise_now_ns());
		break;
	case HG_TRIP_ANSWERS:
		if (hg_match_answer(&key, port_side, port_count, precise_now_ns(), &trip))
			count_trip(trip.index, trip.took_ns);
		break;
	}
	return 0;
}

/* Without a policy map there is nothing to judge by: pass, and say so. */
static __always_inline int pass_unjudged(struct hg_port_stats *own, const struct hg_frame *frame,
					 struct hg_counted *counted)
{
	counted->length = hg_whole_length(frame);
	hg_count(&own->reasons[HG_REASON_INDEX(HG_PASSED, HG_REASON_INTERNAL)], counted);
	return hg_is_redirecting() ? hg_redirect(counted->side) : XDP_PASS;
}

/* The whole frame: for what a glance does not tell, and for the modes that ask for more. */
static __always_inline struct hg_verdict judge_whole(struct xdp_md *ctx,
						     const struct hg_frame *frame, hg_table table,
						     const struct hg_head *head, __u8 mode,
						     __u64 now, struct hg_counted *counted)
{
	struct hg_packet packet = {};
	struct hg_verdict verdict = {};

	parse(ctx, frame_anew(ctx, frame), &packet);
	/* Or it walks the look-up of a broken frame's sender once for each way to break one. */
	packet.malformed = (__u8)hg_forget(packet.malformed, now);
	counted->length = packet.length;
	if (mode == HG_MODE_LEARN) {
		verdict.reason = learn_reason(table, head, &packet, now);
	} else if (mode == HG_MODE_BYPASS) {
		verdict.reason = HG_REASON_BYPASS;
	} else {
		verdict = hg_decide(table, head, &packet);
		if (mode == HG_MODE_AUDIT &&
		    is_to_be_recorded(table, head, &packet, verdict.reason))
			hg_learn(&packet, now);
	}
	if (verdict.flags & HG_LINE_TRIP)
		time_trip(ctx, &packet);
	/* Or the verifier walks all that follows once for each reason. */
	verdict.reason = (__u32)hg_forget(verdict.reason, now);
	return verdict;
}

/* Most frames, in the modes that judge; 0 leaves them to judge_whole(). */
static __always_inline int judge_at_a_glance(const struct hg_frame *frame, hg_table table,
					     const struct hg_head *head, __u8 mode,
					     struct hg_counted *counted, struct hg_verdict *verdict)
{
	if (HG_SELDOM(mode < HG_MODE_AUDIT))
		return 0;
	return hg_glance(*frame, counted->side, table, head, verdict, &counted->length) &&
	       (mode == HG_MODE_ENFORCE || verdict->reason == HG_REASON_FLOW);
}

static __always_inline int judge(struct xdp_md *ctx, int arithmetic)
{
	const __u32 zero = 0;
	const struct hg_frame frame = frame_of(ctx, arithmetic);
	struct hg_verdict verdict = {};
	struct hg_counted counted = {.side = port_side};
	struct hg_port_stats *own;
	hg_table table;
	const union hg_entry *first;
	__u64 tick;
	__u64 word;
	__u8 mode;
	int action;

	own = hg_this_cpu(counted.side);
	if (!own) /* cannot be: the array has an entry for each side */
		return XDP_PASS;
	tick = bpf_jiffies64();
	if (HG_SELDOM(own->tick != tick))
		keep_up(own, tick);
	table = bpf_map_lookup_elem(&policy, &zero);
	if (HG_SELDOM(!table))
		goto unjudged;
	first = hg_entry_at(table, 0);
	if (HG_SELDOM(!first))
		goto unjudged;

	word = control.word;
	/* Or the verifier walks all that follows once for each way to a mode. */
	mode = (__u8)hg_forget(mode_at(word, own->now_ns), word);
	if (HG_SELDOM(!judge_at_a_glance(&frame, table, &first->head, mode, &counted, &verdict)))
		verdict =
			judge_whole(ctx, &frame, table, &first->head, mode, own->now_ns, &counted);
	action = hg_account(ctx, &counted, mode, &verdict, &first->head, own, arithmetic);
	if (action == XDP_DROP)
		return action;
	if (HG_SELDOM(verdict.flags & HG_LINE_TIMED))
		time_heartbeat(verdict.slot, control.judged_since_ns);
	/* What is out of scope is the kernel's, as it was before. */
	if (HG_SELDOM(hg_is_redirecting()) && verdict.reason != HG_REASON_OUT_OF_SCOPE)
		return hg_redirect(counted.side);
	/* Last of all: it moves what stands in front of the frame. */
	if (HG_SELDOM(hg_may_be_stamped(counted.before, verdict.flags)) && mode != HG_MODE_BYPASS &&
	    !replay)
		hg_stamp_frame(ctx, &own->stamps, counted.side, stamp_tag,
			       verdict.flags & HG_LINE_HEARTBEAT);
	return action;
unjudged:
	return pass_unjudged(own, &frame, &counted);
}

SEC("xdp.frags")
int haguard(struct xdp_md *ctx)
{
	return judge(ctx, 1);
}

/* The same for a user without CAP_PERFMON. Userspace loads one of the two. */
SEC("xdp.frags")
int haguard_few(struct xdp_md *ctx)
{
	return judge(ctx, 0);
}
