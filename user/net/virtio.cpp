// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// From the bus address to the device, not from the interface's name: sysfs shows the interfaces of
// the network namespace it was mounted in, and devices for all.
#include "net/virtio.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "base/file.h"

namespace haguard {
namespace {

constexpr const char* kDevices = "/sys/bus/virtio/devices";

}  // namespace

Result<VirtioFeatures> parse_virtio_features(const std::string& text) {
  VirtioFeatures features = 0;
  for (unsigned bit = 0; bit < 64 && bit < text.size() && text[bit] != '\n'; ++bit) {
    if (text[bit] != '0' && text[bit] != '1')
      return failed(fmt::format("read virtio features: \"{}\" is not one of 0 and 1", text[bit]));
    if (text[bit] == '1') features |= VirtioFeatures{1} << bit;
  }
  return features;
}

Result<VirtioFeatures> virtio_features(const std::string& bus) {
  std::error_code error;
  for (const auto& device : std::filesystem::directory_iterator(kDevices, error)) {
    const auto place = std::filesystem::canonical(device.path(), error);
    if (error || place.parent_path().filename() != bus) continue;
    HG_TRY(const std::string text, read_file(place / "features"));
    return parse_virtio_features(text);
  }
  return not_found(fmt::format("look for a virtio device at \"{}\": there is none", bus));
}

}  // namespace haguard
