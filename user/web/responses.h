// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Answers of the web server as the library wants them.
#pragma once

#include <string>

struct MHD_Connection;
struct MHD_Response;

namespace haguard {

// Whoever has a response destroys it, or sends it with one of the functions below.
MHD_Response* text_response(std::string text, const std::string& type);
MHD_Response* plain_response(const std::string& line);
MHD_Response* later_response();
// Leads to metrics.
MHD_Response* front_page(const std::string& title);

// Takes the response; what a handler of the library returns.
int send_response(MHD_Connection* connection, unsigned status, MHD_Response* response);
// Asks for a name and a password.
int send_challenge(MHD_Connection* connection);

}  // namespace haguard
