// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "web/responses.h"

#include <fmt/format.h>

#include <utility>

namespace haguard {

MHD_Response* text_response(const WebLibrary& web, std::string text, const std::string& type) {
  auto* kept = new std::string(std::move(text));  // the library gives it back to the function below
  MHD_Response* response = web.MHD_create_response_from_buffer_with_free_callback_cls(
      kept->size(), kept->data(), [](void* one) { delete static_cast<std::string*>(one); }, kept);
  web.MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type.c_str());
  // Connections are few, so none is kept for another request.
  web.MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
  return response;
}

MHD_Response* plain_response(const WebLibrary& web, const std::string& line) {
  return text_response(web, line + "\n", "text/plain; charset=utf-8");
}

MHD_Response* later_response(const WebLibrary& web) {
  MHD_Response* response = plain_response(web, "too many passwords at once");
  web.MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
  return response;
}

MHD_Response* front_page(const WebLibrary& web, const std::string& title) {
  return text_response(web,
                       fmt::format("<!doctype html>\n<title>{0}</title>\n<h1>{0}</h1>\n"
                                   "<p><a href=\"metrics\">Metrics</a></p>\n",
                                   title),
                       "text/html; charset=utf-8");
}

int send_response(const WebLibrary& web, MHD_Connection* connection, unsigned status,
                  MHD_Response* response) {
  const int queued = web.MHD_queue_response(connection, status, response);
  web.MHD_destroy_response(response);
  return queued;
}

int send_challenge(const WebLibrary& web, MHD_Connection* connection) {
  MHD_Response* response = plain_response(web, "a name and a password are needed");
  const int queued = web.MHD_queue_basic_auth_fail_response(connection, "haguard", response);
  web.MHD_destroy_response(response);
  return queued;
}

}  // namespace haguard
