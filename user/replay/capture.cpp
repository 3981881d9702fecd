// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "replay/capture.h"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "base/seconds.h"
#include "base/units.h"

namespace haguard {
namespace {

struct ClosePcap {
  void operator()(pcap_t* capture) const { pcap_close(capture); }
};
using Pcap = std::unique_ptr<pcap_t, ClosePcap>;

Result<Pcap> open_capture(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0)
    return not_found(fmt::format("read capture {}: no such file", path), "check the path");
  char why[PCAP_ERRBUF_SIZE] = "";
  Pcap capture(
      pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, why));
  if (!capture)
    return failed(fmt::format("read capture {}: {}", path, why), "a pcap or pcapng file is needed");
  if (pcap_datalink(capture.get()) == DLT_EN10MB) return capture;
  const char* name = pcap_datalink_val_to_name(pcap_datalink(capture.get()));
  return failed(fmt::format("read capture {}: its frames are {}, not ethernet", path,
                            name == nullptr ? "of an unknown type" : name),
                "capture on an ethernet interface (tcpdump -i eth1), not on \"any\", a loopback or "
                "a tunnel");
}

// What libpcap stopped at in the middle of a file, and what helps.
std::string broken_hint(const std::string& why) {
  // pcapng: libpcap wants all interfaces of a file alike.
  if (why.find("different from the") != std::string::npos)
    return "its interfaces differ; `editcap -F pcap FILE NEW.pcap` (wireshark-common) makes a file "
           "of one kind of interface";
  return "the file is cut off or broken";
}

Error too_much(const std::string& path, const std::string& limit) {
  return failed(fmt::format("read capture {}: more than {}", path, limit),
                "cut it with editcap -c, or leave out what is not of the pair: tcpdump -r FILE -w "
                "NEW.pcap host ADDRESS");
}

CapturedFrame frame_of(const pcap_pkthdr& header, const unsigned char* bytes) {
  CapturedFrame frame;
  // With nanosecond precision tv_usec holds nanoseconds.
  frame.time_ns = static_cast<std::uint64_t>(header.ts.tv_sec) * kSecondNs +
                  static_cast<std::uint64_t>(header.ts.tv_usec);
  frame.original_size = std::max(header.len, header.caplen);
  frame.bytes.assign(bytes, bytes + header.caplen);
  return frame;
}

}  // namespace

Result<Capture> read_capture(const std::string& path, const CaptureLimits& limits) {
  HG_TRY(const Pcap source, open_capture(path));
  Capture capture;
  std::uint64_t size = 0;
  pcap_pkthdr* header = nullptr;
  const unsigned char* bytes = nullptr;
  int got = 0;
  while ((got = pcap_next_ex(source.get(), &header, &bytes)) == 1) {
    size += header->caplen;
    if (capture.frames.size() == limits.frames)
      return too_much(path, format_counted(limits.frames, "frame"));
    if (size > limits.bytes) return too_much(path, format_bytes(limits.bytes) + " of frames");
    capture.frames.push_back(frame_of(*header, bytes));
  }
  if (got == PCAP_ERROR_BREAK) return capture;
  const std::string why = pcap_geterr(source.get());
  return failed(
      fmt::format("read capture {}: after {} frames: {}", path, capture.frames.size(), why),
      broken_hint(why));
}

}  // namespace haguard
