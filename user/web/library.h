// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// libmicrohttpd, loaded when a page is to be served and not before: with the TLS libraries behind
// it it takes 3 MB, which a daemon that serves nothing does not need.
#pragma once

#include <microhttpd.h>

#include "base/result.h"

namespace haguard {

// What we call of it.
#define HG_WEB_FUNCTIONS(X)                                 \
  X(MHD_add_response_header)                                \
  X(MHD_basic_auth_get_username_password)                   \
  X(MHD_create_response_from_buffer_with_free_callback_cls) \
  X(MHD_destroy_response)                                   \
  X(MHD_free)                                               \
  X(MHD_get_connection_info)                                \
  X(MHD_get_daemon_info)                                    \
  X(MHD_get_timeout)                                        \
  X(MHD_queue_basic_auth_fail_response)                     \
  X(MHD_queue_response)                                     \
  X(MHD_run)                                                \
  X(MHD_start_daemon)                                       \
  X(MHD_stop_daemon)

struct WebLibrary {
#define HG_WEB_MEMBER(name) decltype(&::name) name = nullptr;
  HG_WEB_FUNCTIONS(HG_WEB_MEMBER)
#undef HG_WEB_MEMBER
};

// It stays loaded. Fails where it is not installed.
Result<WebLibrary> load_web_library();

}  // namespace haguard
