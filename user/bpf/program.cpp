// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/program.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <utility>

namespace haguard {
namespace {

Result<Program> describe_program(Fd fd) {
  bpf_prog_info info{};
  __u32 size = sizeof info;
  const int error = bpf_obj_get_info_by_fd(fd.get(), &info, &size) == 0 ? 0 : errno;
  if (error != 0) return system_error("read info of a bpf program", error);
  return Program{std::move(fd), info.id, info.verified_insns};
}

}  // namespace

Result<Fd> duplicate(int fd) {
  const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  const int error = copy < 0 ? errno : 0;
  if (error != 0) return system_error("duplicate a bpf descriptor", error);
  return Fd(copy);
}

Result<Program> take_program(int fd) {
  HG_TRY(Fd copy, duplicate(fd));
  return describe_program(std::move(copy));
}

Status pin_program(const Program& program, const std::string& path) {
  const int error = bpf_obj_pin(program.fd.get(), path.c_str()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("pin the bpf program at {}", path), error);
  return Done{};
}

Result<Program> open_program(const std::string& path) {
  const int fd = bpf_obj_get(path.c_str());
  const int error = fd < 0 ? errno : 0;
  if (error == 0) return describe_program(Fd(fd));
  Error result = system_error(fmt::format("open pinned program {}", path), error);
  if (error == ENOENT) result.kind = ErrorKind::kNotFound;
  return result;
}

std::uint64_t hash_of(const void* bytes, std::size_t size) {
  const auto* byte = static_cast<const unsigned char*>(bytes);
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (std::size_t i = 0; i < size; ++i)
    hash = (hash ^ byte[i]) * 0x100000001b3U;
  return hash;
}

}  // namespace haguard
