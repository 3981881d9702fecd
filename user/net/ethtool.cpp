// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Names to bit numbers, then one word per 32 features. Requests that end in a flexible array are
// built in words, so that they are aligned.
#include "net/ethtool.h"

#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "base/fd.h"

namespace haguard {
namespace {

using Words = std::vector<std::uint32_t>;

Status call(const std::string& interface, const std::string& attempt, void* data) {
  const Fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_data = static_cast<char*>(data);
  // A positive answer is a note about features that could not be changed.
  const int result = ::ioctl(fd.get(), SIOCETHTOOL, &request);
  const int error = errno;
  if (result == 0) return Done{};
  return system_error(fmt::format("{} of {}", attempt, interface), result < 0 ? error : EOPNOTSUPP);
}

Result<std::uint32_t> feature_count(const std::string& interface) {
  Words words(sizeof(ethtool_sset_info) / 4 + 1);
  words[0] = ETHTOOL_GSSET_INFO;
  const std::uint64_t mask = std::uint64_t{1} << ETH_SS_FEATURES;
  std::memcpy(&words[2], &mask, sizeof(mask));
  HG_CHECK(call(interface, "count the features", words.data()));
  return words[4];
}

Result<ethtool_drvinfo> driver_info(const std::string& interface) {
  ethtool_drvinfo info{};
  info.cmd = ETHTOOL_GDRVINFO;
  HG_CHECK(call(interface, "read the driver", &info));
  return info;
}

// Every feature this kernel knows, by bit number.
Result<std::vector<std::string>> feature_names(const std::string& interface) {
  HG_TRY(const std::uint32_t count, feature_count(interface));
  Words words(3 + count * std::size_t{ETH_GSTRING_LEN} / 4);
  words[0] = ETHTOOL_GSTRINGS;
  words[1] = ETH_SS_FEATURES;
  words[2] = count;
  HG_CHECK(call(interface, "read the names of the features", words.data()));
  std::vector<std::string> names;
  const char* text = reinterpret_cast<const char*>(&words[3]);
  for (std::uint32_t i = 0; i < count; ++i, text += ETH_GSTRING_LEN)
    names.emplace_back(text, ::strnlen(text, ETH_GSTRING_LEN));
  return names;
}

}  // namespace

Result<std::string> driver_of(const std::string& interface) {
  HG_TRY(const ethtool_drvinfo info, driver_info(interface));
  return std::string(info.driver, ::strnlen(info.driver, sizeof info.driver));
}

Result<std::string> bus_of(const std::string& interface) {
  HG_TRY(const ethtool_drvinfo info, driver_info(interface));
  return std::string(info.bus_info, ::strnlen(info.bus_info, sizeof info.bus_info));
}

Result<Channels> channels_of(const std::string& interface) {
  ethtool_channels channels{};
  channels.cmd = ETHTOOL_GCHANNELS;
  HG_CHECK(call(interface, "count the queues", &channels));
  return Channels{channels.combined_count, channels.max_combined};
}

Result<std::set<std::string>> active_features(const std::string& interface) {
  HG_TRY(const auto names, feature_names(interface));
  const std::size_t blocks = (names.size() + 31) / 32;
  constexpr std::size_t kBlockWords = sizeof(ethtool_get_features_block) / 4;
  constexpr std::size_t kActive = offsetof(ethtool_get_features_block, active) / 4;
  Words words(2 + kBlockWords * blocks);
  words[0] = ETHTOOL_GFEATURES;
  words[1] = static_cast<std::uint32_t>(blocks);
  HG_CHECK(call(interface, "read the features", words.data()));
  std::set<std::string> active;
  for (std::size_t bit = 0; bit < names.size(); ++bit)
    if ((words[2 + bit / 32 * kBlockWords + kActive] >> (bit % 32) & 1U) != 0)
      active.insert(names[bit]);
  return active;
}

Status set_features(const std::string& interface, const std::vector<std::string>& wanted, bool on) {
  HG_TRY(const auto names, feature_names(interface));
  const std::size_t blocks = (names.size() + 31) / 32;
  Words words(2 + 2 * blocks);  // per block: valid bits, requested bits
  words[0] = ETHTOOL_SFEATURES;
  words[1] = static_cast<std::uint32_t>(blocks);
  for (const auto& name : wanted) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return not_found(fmt::format("feature {}: unknown", name));
    const auto bit = static_cast<std::size_t>(found - names.begin());
    const std::size_t block = 2 + bit / 32 * 2;
    words[block] |= 1U << (bit % 32);
    if (on) words[block + 1] |= 1U << (bit % 32);
  }
  return call(interface, "set features", words.data());
}

}  // namespace haguard
