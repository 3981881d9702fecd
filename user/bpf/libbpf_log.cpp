// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/libbpf_log.h"

#include <bpf/libbpf.h>

#include <cstdarg>
#include <cstdio>

#include "base/say.h"

namespace haguard {
namespace {

constexpr std::size_t kMaxKept = 1024;

struct Sink {
  bool verbose = false;
  std::string kept;
};

Sink& sink() {
  static Sink instance;
  return instance;
}

void keep(std::string line) {
  while (!line.empty() && line.back() == '\n')
    line.pop_back();
  std::string& kept = sink().kept;
  if (line.empty() || kept.size() + line.size() > kMaxKept) return;
  if (!kept.empty()) kept += "; ";
  kept += line;
}

__attribute__((format(printf, 2, 0))) int on_print(enum libbpf_print_level level,
                                                   const char* format, va_list arguments) {
  char line[2048];
  const int size = std::vsnprintf(line, sizeof line, format, arguments);
  if (sink().verbose) say_text(line);
  if (level == LIBBPF_WARN) keep(line);
  return size;
}

}  // namespace

void install_libbpf_log(bool verbose) {
  sink().verbose = verbose;
  libbpf_set_print(on_print);
}

void clear_libbpf_log() {
  sink().kept.clear();
}

std::string libbpf_words() {
  return sink().kept;
}

}  // namespace haguard
