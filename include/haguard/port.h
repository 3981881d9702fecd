/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What userspace writes beside the maps so that any later command, without a daemon and without a
 * configuration, knows what a pinned link is. The data path never reads it.
 */
#ifndef HAGUARD_PORT_H
#define HAGUARD_PORT_H

#include <linux/types.h>

#include "haguard/abi.h"

#define HG_NAME_BYTES	   32 /* of a link or a system, with its terminating zero */
#define HG_PORT_NAME_BYTES 16 /* IFNAMSIZ */

/* hg_port_info.flags */
#define HG_PORT_GENERIC 0x01 /* attached in generic (skb) mode, on request */
#define HG_PORT_CLSACT	0x02 /* its clsact qdisc is ours */

struct hg_port_info {
	char name[HG_PORT_NAME_BYTES];
	__u32 flags; /* HG_PORT_* */
	__u32 pad;
};
HG_STATIC_ASSERT(sizeof(struct hg_port_info) == 24, "hg_port_info");

/* hg_link_info.flags */
#define HG_LINK_LEASED                                                                             \
	0x01 /* on_controller_loss = "audit": enforce lasts while the daemon renews it */
#define HG_LINK_FORWARD_HELD 0x02 /* frames are to go the other way once its gate lets them */

/* The one entry of map `link_info`. */
struct hg_link_info {
	__u32 abi; /* HG_ABI_VERSION of the writer */
	__u32 port_count;
	char link[HG_NAME_BYTES];
	char system[HG_NAME_BYTES]; /* knowledge base entry, or empty */
	__u32 flow_capacity;	    /* flow ids that flow_stats has room for */
	__u32 learn_capacity;	    /* entries of learned */
	__u32 table_entries;	    /* of a policy table */
	__u32 scope;		    /* enum hg_scope */
	struct hg_vlan_pair scope_vlan;
	__u32 has_scope_vlan;
	__u32 flags;	   /* HG_LINK_* */
	__u32 stamp_tag;   /* stands in the stamps of this link's frames */
	__s64 attached_at; /* seconds since the epoch */
	__u64 program;	   /* which program is attached: a hash of its object file */
	__u64 hold_ns;	   /* the pair's hold time, or 0 where the configuration does not say */
	__u32 stamping; /* enum hg_stamping, as configured; the control map has what is in force */
	__u32 forward;	/* 1 + enum hg_forward, as configured; 0: not configured */
	struct hg_port_info ports[HG_MAX_SIDES];
};
HG_STATIC_ASSERT(sizeof(struct hg_link_info) == 328, "hg_link_info");

#endif
