// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A small web server for one page, inside somebody else's event loop (libmicrohttpd without
// threads). What must stay true: nothing here waits, whatever a client does or leaves undone; and
// what clients can make it do and keep is bounded.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "web/library.h"
#include "web/settings.h"

namespace haguard {

// What it serves: `render` makes the text of /metrics, of that Content-Type; / leads to it.
struct WebContent {
  std::function<std::string()> render;
  std::string type;
  std::string title;
};

class WebServer {
 public:
  // `listener` listens already. Fails where certificate and key are not what they should be.
  static Result<std::unique_ptr<WebServer>> start(const WebSettings& settings, Fd listener,
                                                  WebContent content);
  ~WebServer();
  WebServer(WebServer&&) = delete;

  // Readable when there is something to do.
  int fd() const;
  // Does what there is to do.
  void run();
  // When run() is due at the latest; 0: not before fd() is readable.
  std::uint64_t pause_ns() const;

 private:
  struct Callbacks;
  WebServer(const WebLibrary& web, const WebSettings& settings, WebContent content);
  Status start(const WebSettings& settings, Fd listener);
  Admission admit(MHD_Connection* connection);
  int answer(MHD_Connection* connection, const std::string& path, const std::string& method);
  // The page as it is now, or as it was a moment ago.
  MHD_Response* metrics();
  // Whether there was one to drop.
  bool drop_old_page();
  void end_slow_clients();

  WebLibrary web_;
  WebContent content_;
  Doorkeeper doorkeeper_;
  MHD_Daemon* daemon_ = nullptr;
  MHD_Response* page_ = nullptr;
  std::uint64_t page_until_ns_ = 0;
  std::map<int, std::uint64_t> clients_;  // socket, and when it came
  std::string complaint_;                 // of the library, the last one
};

}  // namespace haguard
