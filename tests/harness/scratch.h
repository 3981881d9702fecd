// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Folders of one test: a temporary directory, and a bpffs mounted on one. Mounts are made in a
// mount namespace of the test process alone, so they (and every pin) vanish with it however it
// ends; children inherit it.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace haguard {

// Removed with all its content on destruction.
class TempDir {
 public:
  static Result<TempDir> create();
  TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TempDir& operator=(TempDir&& other) noexcept;
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() { remove(); }

  const std::string& path() const { return path_; }

 private:
  explicit TempDir(std::string path) : path_(std::move(path)) {}
  void remove();
  std::string path_;
};

// A bpffs mounted on `path` (made if absent); unmounted on destruction.
class BpffsMount {
 public:
  static Result<BpffsMount> create(std::string path);
  BpffsMount(BpffsMount&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  BpffsMount& operator=(BpffsMount&& other) noexcept;
  BpffsMount(const BpffsMount&) = delete;
  BpffsMount& operator=(const BpffsMount&) = delete;
  ~BpffsMount() { unmount(); }

  const std::string& path() const { return path_; }

 private:
  explicit BpffsMount(std::string path) : path_(std::move(path)) {}
  void unmount();
  std::string path_;
};

}  // namespace haguard
