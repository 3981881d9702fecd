// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/capture.h"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include <memory>

namespace haguard {

Result<Capture> read_capture(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0) {
    return not_found(fmt::format("read capture {}: no such file", path));
  }
  char why[PCAP_ERRBUF_SIZE] = {};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(
      pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, why),
      pcap_close);
  if (!file) return failed(fmt::format("read capture {}: {}", path, why));
  Capture capture;
  capture.link_type = pcap_datalink(file.get());
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  int state = pcap_next_ex(file.get(), &header, &data);
  for (; state == 1; state = pcap_next_ex(file.get(), &header, &data)) {
    const auto seconds = static_cast<std::uint64_t>(header->ts.tv_sec);
    const auto nanoseconds = static_cast<std::uint64_t>(header->ts.tv_usec);
    capture.frames.push_back(
        {seconds * 1'000'000'000 + nanoseconds, header->len, Bytes(data, data + header->caplen)});
  }
  if (state == PCAP_ERROR_BREAK) return capture;  // the regular end of a file
  return failed(fmt::format("read capture {} after {} frames: {}", path, capture.frames.size(),
                            pcap_geterr(file.get())));
}

}  // namespace haguard
