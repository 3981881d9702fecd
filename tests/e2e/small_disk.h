// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A small file system of its own on a folder, with a copy of what was there: to be filled up or
// made read-only. Gone with the object, and the folder is as before.
#pragma once

#include <string>

namespace haguard {

class SmallDisk {
 public:
  explicit SmallDisk(std::string path);
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk();

  void fill() const;
  void make_read_only() const;

 private:
  std::string path_;
};

}  // namespace haguard
