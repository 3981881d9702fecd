// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/rootless.h"

#include <linux/capability.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "harness/skip.h"

namespace haguard {
namespace {

constexpr uid_t kUser = 64105;  // nobody's, and not in the range of any tool

}  // namespace

std::optional<uid_t> rootless_user() {
  if (std::getenv("HAGUARD_TEST_ROOTLESS") == nullptr) return {};
  return kUser;
}

void run_rootless(Command& command) {
  const auto user = rootless_user();
  if (!user) return;
  command.user = user;
  command.capabilities = {CAP_NET_ADMIN, CAP_BPF};
}

void give_to_rootless(const std::string& folder) {
  const auto user = rootless_user();
  if (!user) return;
  const auto give = [&](const std::string& path) { return ::lchown(path.c_str(), *user, *user); };
  give(folder);
  // What goes while it is walked is no loss; what could not be given fails the command.
  std::error_code gone;
  for (std::filesystem::recursive_directory_iterator at(folder, gone), end; !gone && at != end;
       at.increment(gone))
    give(at->path());
}

std::string haguard_user() {
  const auto user = rootless_user();
  return user ? std::to_string(*user) : "root";
}

void needs_root(const char* why) {
  if (rootless_user()) skip(why);
}

}  // namespace haguard
