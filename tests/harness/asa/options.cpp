// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One table of options; every value is checked where it is read.
#include "harness/asa/options.h"

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <map>

namespace haguard {
namespace {

using Setter = std::function<Status(AsaOptions&, const std::string&)>;

Result<std::uint64_t> number(const std::string& text, std::uint64_t low, std::uint64_t high) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value < low || value > high) {
    return usage(fmt::format("\"{}\": not a number from {} to {}", text, low, high));
  }
  return value;
}

template <typename T>
Setter number_into(T AsaOptions::*field, std::uint64_t low, std::uint64_t high) {
  return [=](AsaOptions& options, const std::string& text) -> Status {
    HG_TRY(const std::uint64_t value, number(text, low, high));
    options.*field = T(value);
    return Done{};
  };
}

Setter address_into(IpAddress AsaOptions::*field) {
  return [=](AsaOptions& options, const std::string& text) -> Status {
    HG_TRY(options.*field, IpAddress::parse(text));
    return Done{};
  };
}

template <typename T>
Setter word_into(T AsaOptions::*field, std::map<std::string, T> words) {
  return [=](AsaOptions& options, const std::string& text) -> Status {
    const auto found = words.find(text);
    if (found == words.end()) return usage(fmt::format("\"{}\": not a known word", text));
    options.*field = found->second;
    return Done{};
  };
}

std::map<std::string, Setter> make_table() {
  return {
      {"--interface",
       [](AsaOptions& options, const std::string& text) -> Status {
         options.interface = text;
         return Done{};
       }},
      {"--local", address_into(&AsaOptions::local)},
      {"--peer", address_into(&AsaOptions::peer)},
      {"--prefix", number_into(&AsaOptions::prefix, 8, 30)},
      {"--unit", word_into<bool>(&AsaOptions::primary, {{"primary", true}, {"secondary", false}})},
      {"--role", word_into<AsaRole>(&AsaOptions::role, {{"active", AsaRole::kActive},
                                                        {"standby", AsaRole::kStandby}})},
      {"--poll", number_into(&AsaOptions::poll, 10, 15000)},
      {"--hold", number_into(&AsaOptions::hold, 30, 45000)},
      {"--hello",
       word_into<AsaHelloForm>(&AsaOptions::hello, {{"unicast", AsaHelloForm::kUnicast},
                                                    {"subnet", AsaHelloForm::kSubnet},
                                                    {"broadcast", AsaHelloForm::kBroadcast}})},
      {"--vlan", number_into(&AsaOptions::vlan, 1, 4094)},
      {"--stream-rate",
       [](AsaOptions& options, const std::string& text) -> Status {
         HG_TRY(options.stream_rate, parse_asa_rate(text));
         return Done{};
       }},
      {"--stream-size", number_into(&AsaOptions::stream_size, 64, 60000)},
      {"--large-size", number_into(&AsaOptions::large_size, 64, 60000)},
      {"--large-every", number_into(&AsaOptions::large_every, 0, 1000000)},
      {"--sync-count", number_into(&AsaOptions::sync_count, 1, 1000000)},
      {"--sync-at-start",
       word_into<bool>(&AsaOptions::sync_at_start, {{"yes", true}, {"no", false}})},
  };
}

}  // namespace

const char* asa_role_name(AsaRole role) {
  return role == AsaRole::kActive ? "active" : "standby";
}

Result<std::uint64_t> parse_asa_rate(const std::string& text) {
  if (text == "max") return kAsaUnlimitedRate;
  return number(text, 0, 100'000'000);
}

Result<AsaOptions> parse_asa_options(int argc, char** argv) {
  const auto table = make_table();
  AsaOptions options;
  bool role_given = false;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    const auto found = table.find(name);
    if (found == table.end()) return usage(fmt::format("unknown option {}", name));
    if (i + 1 == argc) return usage(fmt::format("{}: no value", name));
    if (const auto set = found->second(options, argv[i + 1]); !set.ok()) {
      return usage(fmt::format("{}: {}", name, set.error().message));
    }
    role_given = role_given || name == "--role";
  }
  if (!role_given) options.role = options.primary ? AsaRole::kActive : AsaRole::kStandby;
  if (options.local.is_unspecified() || options.peer.is_unspecified()) {
    return usage("--local and --peer are needed");
  }
  if (options.local.family != options.peer.family) {
    return usage("--local and --peer: one is IPv4, the other IPv6");
  }
  if (options.hold < options.poll * 3) return usage("--hold: must be at least 3 x --poll");
  return options;
}

}  // namespace haguard
