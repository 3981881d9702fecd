// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "e2e/small_disk.h"

#include <sys/mount.h>

#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "harness/process.h"

namespace haguard {

SmallDisk::SmallDisk(std::string path) : path_(std::move(path)) {
  const std::string kept = path_ + ".kept";
  must(run_ok({.argv = {"cp", "-a", path_, kept}}));
  REQUIRE(::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=64k,mode=0750") == 0);
  must(run_ok({.argv = {"cp", "-a", kept + "/.", path_}}));
}

SmallDisk::~SmallDisk() {
  ::umount2(path_.c_str(), MNT_DETACH);
}

void SmallDisk::fill() const {
  const auto output = must(run({.argv = {"dd", "if=/dev/zero", "of=" + path_ + "/filler"}}));
  REQUIRE(output.err.find("No space left") != std::string::npos);
}

void SmallDisk::make_read_only() const {
  REQUIRE(::mount("none", path_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0);
}

}  // namespace haguard
