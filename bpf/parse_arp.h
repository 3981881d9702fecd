/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* ARP for IPv4 over ethernet (RFC 826): who says to own which address. */
#ifndef HAGUARD_BPF_PARSE_ARP_H
#define HAGUARD_BPF_PARSE_ARP_H

#include "parse_bytes.h"

#define HG_ARP_ETHERNET 1
#define HG_ARP_IPV4	0x0800

struct hg_arp_header {
	__be16 hardware_type;
	__be16 protocol_type;
	__u8 hardware_size;
	__u8 protocol_size;
	__be16 operation;
	__u8 sender_mac[6];
	__u8 sender_ip[4];
	__u8 target_mac[6];
	__u8 target_ip[4];
} HG_WIRE(2);

HG_INLINE __u8 hg_parse_arp(struct hg_frame *frame, struct hg_packet *packet)
{
	const struct hg_arp_header *arp;

	arp = (const struct hg_arp_header *)hg_bytes_at(frame, HG_ETHERNET_BYTES, sizeof(*arp));
	if (!arp)
		return HG_REASON_MALFORMED_ARP;
	if (hg_be16(arp->hardware_type) != HG_ARP_ETHERNET ||
	    hg_be16(arp->protocol_type) != HG_ARP_IPV4 || arp->hardware_size != 6 ||
	    arp->protocol_size != 4)
		return HG_REASON_MALFORMED_ARP;

	packet->key.kind = HG_KIND_ARP;
	packet->key.destination_port = arp->operation;
	hg_copy(&packet->key.addresses.v4.source, arp->sender_ip, 4);
	hg_copy(&packet->key.addresses.v4.destination, arp->target_ip, 4);
	hg_copy(packet->claimed_mac, arp->sender_mac, 6);
	packet->flags |= HG_PACKET_PORTS | HG_PACKET_CLAIM;
	return HG_REASON_NONE;
}

#endif
