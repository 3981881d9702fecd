// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Answers of the web server as the library wants them.
#pragma once

#include <string>

#include "web/library.h"

namespace haguard {

// Whoever has a response destroys it, or sends it with one of the functions below.
MHD_Response* text_response(const WebLibrary& web, std::string text, const std::string& type);
MHD_Response* plain_response(const WebLibrary& web, const std::string& line);
MHD_Response* later_response(const WebLibrary& web);
// Leads to metrics.
MHD_Response* front_page(const WebLibrary& web, const std::string& title);

// Takes the response; what a handler of the library returns.
int send_response(const WebLibrary& web, MHD_Connection* connection, unsigned status,
                  MHD_Response* response);
// Asks for a name and a password.
int send_challenge(const WebLibrary& web, MHD_Connection* connection);

}  // namespace haguard
