// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One lock around every change of every link: two operators cannot interleave. Released when the
// holder ends, however it ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "link/place.h"

namespace haguard {

// The purpose of the lock that whoever reads a link's ring of drop samples has: it has one reader.
inline constexpr const char* kReadingSamples = "drops";

class Lock {
 public:
  // Waits up to ten seconds, and says for whom. kFailed with the holder's command and pid after
  // that.
  static Result<Lock> take(const Place& place, const std::string& command);
  // The same, waited for however long it takes: for what must not be left undone.
  static Result<Lock> take_at_last(const Place& place, const std::string& command);
  // The same, not waited for: nothing while somebody else has it.
  static Result<std::optional<Lock>> try_take(const Place& place, const std::string& command);
  // A lock of one purpose in a link's own folder. Waited for a second: somebody may just look
  // whether it is held.
  static Result<Lock> take_for(const Place& place, const std::string& link,
                               const std::string& purpose, const std::string& command);
  // The same: nothing while somebody else has it.
  static Result<std::optional<Lock>> try_take_for(const Place& place, const std::string& link,
                                                  const std::string& purpose,
                                                  const std::string& command);
  // The daemon's, one for each state folder.
  static Result<Lock> take_daemon(const Place& place, const std::string& command);
  // For the moment in which a small file is read, changed and replaced: an operator's bypass takes
  // it, too, so it is waited for but half a second. kFailed (busy) where a holder was stopped in
  // between. Nobody's name is in the file.
  static Result<Lock> take_shortly(const std::string& path);

 private:
  static Result<Lock> wait(const Place& place, const std::string& path, std::uint64_t patience_ns,
                           const char* hint, const std::string& command);
  static Result<std::optional<Lock>> try_path(const std::string& path, const std::string& command);
  explicit Lock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

// The file of the lock around every change: who has it closed has finished a change.
std::string lock_path(const Place& place);

// A daemon runs on this state folder.
bool daemon_runs(const Place& place);

}  // namespace haguard
