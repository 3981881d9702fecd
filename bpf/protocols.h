/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Numbers of the protocols above IP that the data path knows by name (IANA), and TCP's flags. */
#ifndef HAGUARD_BPF_PROTOCOLS_H
#define HAGUARD_BPF_PROTOCOLS_H

#define HG_IP_ICMP    1
#define HG_IP_TCP     6
#define HG_IP_UDP     17
#define HG_IP_DCCP    33
#define HG_IP_ICMPV6  58
#define HG_IP_SCTP    132
#define HG_IP_UDPLITE 136

#define HG_TCP_SYN 0x02
#define HG_TCP_ACK 0x10

#endif
