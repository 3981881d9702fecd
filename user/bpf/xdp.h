// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// XDP links: attaching a program to an interface so that it stays when this process ends.
#pragma once

#include <cstdint>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

enum class XdpMode : std::uint8_t { kNative, kGeneric };

// What holds the XDP slot of an interface.
struct XdpSlot {
  std::uint32_t program_id = 0;  // 0: the slot is free
  XdpMode mode = XdpMode::kNative;
};

// The kernel's number of an interface. kNotFound where there is none in this network namespace.
Result<unsigned> interface_index(const std::string& name);

Result<XdpSlot> query_xdp(const std::string& interface);

// Attaches and returns the link's descriptor; the program is detached when the last reference goes,
// so pin it. kFailed with a hint when the slot is taken or the driver has no native mode; never
// falls back to generic by itself.
Result<Fd> attach_xdp(int program, const std::string& interface, XdpMode mode);

// What a pinned XDP link says of itself.
struct XdpLinkInfo {
  std::uint32_t id = 0;
  std::uint32_t program_id = 0;
  std::uint32_t ifindex = 0;  // 0: the interface is gone, the link is a husk
};

// The interface of this network namespace that has the program of an XDP link; empty: none has, for
// it was deleted or is in another namespace, where any number and name may be.
std::string interface_with(const XdpLinkInfo& link);

Status pin_link(int link, const std::string& path);
// Puts `fresh` in the place of `old` on the pinned link, by compare-and-swap: the link stays, no
// frame is missed, and nothing happens if another program than `old` is attached.
Status replace_program(const std::string& path, int fresh, int old);
// Takes the program off the interface at once. When the last pin of a link goes the kernel does
// that by itself, but some time later, and the slot looks taken until then. kNotFound when nothing
// is pinned there.
Status detach_link_pin(const std::string& path);
// kNotFound when nothing is pinned there.
Result<XdpLinkInfo> read_link_pin(const std::string& path);

}  // namespace haguard
