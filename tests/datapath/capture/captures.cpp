// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "captures.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "capture_directory.h"

namespace haguard {
namespace {

std::vector<std::filesystem::path> paths() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(capture_directory()))
    if (entry.is_regular_file()) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::vector<NamedCapture> readable_captures() {
  std::vector<NamedCapture> captures;
  for (const std::filesystem::path& path : paths()) {
    auto capture = read_capture(path.string());
    if (capture.ok() && !capture->frames.empty()) {
      captures.push_back({path.filename().string(), std::move(capture).value()});
      continue;
    }
    fmt::print("{:36} left out: {}\n", path.filename().string(),
               capture.ok() ? "empty" : capture.error().message);
  }
  return captures;
}

Bytes on_the_wire(const CapturedFrame& frame) {
  Bytes bytes = frame.bytes;
  bytes.resize(std::max<std::size_t>(bytes.size(), frame.original_size));
  return bytes;
}

}  // namespace haguard
