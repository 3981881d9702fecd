// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "web/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace haguard {
namespace {

constexpr const char* kLibrary = "libmicrohttpd.so.12";  // of the header that we are compiled with

}  // namespace

Result<WebLibrary> load_web_library() {
  void* handle = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    return failed(fmt::format("load {}: {}", kLibrary, ::dlerror()), "install libmicrohttpd12");
  WebLibrary library;
#define HG_WEB_FIND(name)                                                     \
  library.name = reinterpret_cast<decltype(&::name)>(::dlsym(handle, #name)); \
  if (library.name == nullptr) return failed(fmt::format("load {}: no {}", kLibrary, #name));
  HG_WEB_FUNCTIONS(HG_WEB_FIND)
#undef HG_WEB_FIND
  return library;
}

}  // namespace haguard
