/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Why a frame passed or was dropped. Exactly one reason per frame; the same list is the counter
 * index, the metric label, the JSON value and the text an operator reads.
 * HG_REASONS(X): X(ID, "name", "what happened", "what to do").
 */
#ifndef HAGUARD_REASON_H
#define HAGUARD_REASON_H

/* clang-format off */
#define HG_PASS_REASONS(X)                                                                         \
	X(FLOW, "flow", "matches a flow of the policy", "")                                        \
	X(LEARN, "learn", "recorded while learning", "")                                           \
	X(BYPASS, "bypass", "the link is in bypass", "")                                           \
	X(OUT_OF_SCOPE, "out_of_scope", "names no peer, or lies outside the judged VLAN", "")      \
	X(NO_POLICY, "no_policy", "the link has no policy yet",                                    \
	  "learn, review and accept one")                                                          \
	X(INTERNAL, "internal", "a map look-up failed, so the frame was let through",              \
	  "run haguard status and report this")

#define HG_DROP_REASONS(X)                                                                         \
	X(UNKNOWN_SOURCE, "unknown_source", "the sender is no peer of this link",                  \
	  "an intruder, or a unit that was never learned")                                         \
	X(UNKNOWN_DESTINATION, "unknown_destination",                                              \
	  "a peer sends to an address that no flow names",                                         \
	  "learn again if the peer needs it")                                                      \
	X(UNKNOWN_PROTOCOL, "unknown_protocol",                                                    \
	  "the peers are known, but no flow allows this protocol or port",                         \
	  "learn again if the pair needs it")                                                      \
	X(WRONG_SIDE, "wrong_side", "a peer's address came in on the other side",                  \
	  "spoofing, or the units were swapped: check the cabling")                                \
	X(WRONG_VLAN, "wrong_vlan", "a peer sent with tags that it was not learned with",          \
	  "check the VLAN of the sending port")                                                    \
	X(MAC_MISMATCH, "mac_mismatch", "right address, but another source MAC",                   \
	  "spoofing, or a replaced unit: update the peer's mac")                                   \
	X(ARP_LIE, "arp_lie", "ARP claims an address or a MAC that is not the sender's",           \
	  "ARP spoofing, or a replaced unit")                                                      \
	X(ND_LIE, "nd_lie", "neighbour discovery claims an address or a MAC that is not the sender's", \
	  "ND spoofing, or a replaced unit")                                                       \
	X(FRAGMENT, "fragment", "a later fragment, and no flow between these peers may be fragmented", \
	  "set fragments = true on the flow if the pair needs it")                                 \
	X(FRAGMENT_OVERLAP, "fragment_overlap", "a fragment that rewrites the transport header",   \
	  "an attack: find the sender")                                                            \
	X(MALFORMED_ETHERNET, "malformed_ethernet", "shorter than an ethernet header",             \
	  "a broken sender or cable")                                                              \
	X(MALFORMED_VLAN, "malformed_vlan", "a cut-off VLAN tag, or more than two tags",           \
	  "check the tagging of the sending port")                                                 \
	X(MALFORMED_LLC, "malformed_llc", "an LLC frame whose length lies", "a broken sender")     \
	X(MALFORMED_ARP, "malformed_arp", "not ARP for IPv4 over ethernet, or cut off",            \
	  "a broken sender")                                                                       \
	X(MALFORMED_IPV4, "malformed_ipv4", "an IPv4 header whose lengths lie", "a broken sender or an attack") \
	X(MALFORMED_IPV6, "malformed_ipv6", "an IPv6 header whose lengths lie", "a broken sender or an attack") \
	X(MALFORMED_EXTENSION, "malformed_extension",                                              \
	  "an IPv6 extension header that is cut off, misplaced, or one of too many",               \
	  "a broken sender or an attack")                                                          \
	X(MALFORMED_FRAGMENT, "malformed_fragment",                                                \
	  "a fragment too small for its header, of uneven length, or beyond 65535 bytes",          \
	  "an attack: find the sender")                                                            \
	X(MALFORMED_TRANSPORT, "malformed_transport",                                              \
	  "a TCP, UDP or ICMP header that is cut off or whose lengths lie",                        \
	  "a broken sender or an attack")                                                          \
	X(MALFORMED_ND, "malformed_nd", "neighbour discovery that is cut off or whose options lie", \
	  "a broken sender or an attack")
/* clang-format on */

#define HG_REASON_ENUM(id, name, text, remedy) HG_REASON_##id,
enum hg_reason {
	HG_REASON_NONE = 0, /* never counted: a frame that still has it is a defect */
	HG_PASS_REASONS(HG_REASON_ENUM) HG_REASON_FIRST_DROP,
	HG_REASON_BEFORE_DROPS = HG_REASON_FIRST_DROP - 1,
	HG_DROP_REASONS(HG_REASON_ENUM) HG_REASON_COUNT,
	HG_REASON_LIMIT = 64, /* room in the counter array */
};
#undef HG_REASON_ENUM

#endif
