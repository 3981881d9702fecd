// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "web/server.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <utility>

#include "base/clock.h"
#include "base/seconds.h"
#include "web/responses.h"

namespace haguard {
namespace {

constexpr unsigned kMaxClients = 16;
constexpr std::size_t kRequestBytes = 8192;
constexpr unsigned kIdleSeconds = 10;
constexpr std::uint64_t kClientNs = 30 * kSecondNs;  // from the connection to the last byte
// Who asks again so soon gets the same page: making one takes time that the links need, and every
// slow client keeps one.
constexpr std::uint64_t kPageNs = kSecondNs / 2;
constexpr const char* kCiphers = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

}  // namespace

struct WebServer::Callbacks {
  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* url,
                               const char* method, const char* /*version*/, const char* /*upload*/,
                               std::size_t* /*upload_size*/, void** /*request*/) {
    return static_cast<MHD_Result>(static_cast<WebServer*>(self)->answer(connection, url, method));
  }

  static void on_connection(void* self, MHD_Connection* connection, void** /*context*/,
                            MHD_ConnectionNotificationCode code) {
    auto* server = static_cast<WebServer*>(self);
    auto& clients = server->clients_;
    const auto* info =
        server->web_.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info == nullptr) return;
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
      clients[info->connect_fd] = monotonic_ns();
    else
      clients.erase(info->connect_fd);
  }

  static void on_complaint(void* self, const char* format, va_list values) {
    std::array<char, 256> text{};
    std::vsnprintf(text.data(), text.size(), format, values);
    std::string& complaint = static_cast<WebServer*>(self)->complaint_;
    complaint = text.data();
    complaint.erase(complaint.find_last_not_of("\n. ") + 1);
  }
};

WebServer::WebServer(const WebLibrary& web, const WebSettings& settings, WebContent content)
    : web_(web), content_(std::move(content)), doorkeeper_(settings.users) {}

Result<std::unique_ptr<WebServer>> WebServer::start(const WebSettings& settings, Fd listener,
                                                    WebContent content) {
  HG_TRY(const WebLibrary web, load_web_library());
  std::unique_ptr<WebServer> server(new WebServer(web, settings, std::move(content)));
  HG_CHECK(server->start(settings, std::move(listener)));
  return server;
}

Status WebServer::start(const WebSettings& settings, Fd listener) {
  unsigned flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG;
  std::vector<MHD_OptionItem> options;
  if (!settings.certificate.empty()) {
    flags |= MHD_USE_TLS;
    const auto text = [](const std::string& one) { return const_cast<char*>(one.c_str()); };
    options = {{MHD_OPTION_HTTPS_MEM_CERT, 0, text(settings.certificate)},
               {MHD_OPTION_HTTPS_MEM_KEY, 0, text(settings.key)},
               {MHD_OPTION_HTTPS_PRIORITIES, 0, const_cast<char*>(kCiphers)}};
  }
  options.push_back({MHD_OPTION_END, 0, nullptr});
  daemon_ = web_.MHD_start_daemon(
      flags, 0, nullptr, nullptr, Callbacks::on_request, this, MHD_OPTION_EXTERNAL_LOGGER,
      Callbacks::on_complaint, this, MHD_OPTION_LISTEN_SOCKET, listener.get(),
      MHD_OPTION_CONNECTION_LIMIT, kMaxClients, MHD_OPTION_CONNECTION_MEMORY_LIMIT, kRequestBytes,
      MHD_OPTION_CONNECTION_TIMEOUT, kIdleSeconds, MHD_OPTION_NOTIFY_CONNECTION,
      Callbacks::on_connection, this, MHD_OPTION_ARRAY, options.data(), MHD_OPTION_END);
  if (daemon_ == nullptr)
    return failed(fmt::format("serve at {}: {}", settings.listen.to_string(),
                              complaint_.empty() ? "the web server does not start" : complaint_),
                  settings.certificate.empty() ? "" : "do cert_file and key_file belong together?");
  static_cast<void>(listener.release());  // closed by MHD_stop_daemon
  return Done{};
}

WebServer::~WebServer() {
  if (daemon_ != nullptr) web_.MHD_stop_daemon(daemon_);
  if (page_ != nullptr) web_.MHD_destroy_response(page_);
}

int WebServer::fd() const {
  return web_.MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

void WebServer::run() {
  web_.MHD_run(daemon_);
  end_slow_clients();
  if (drop_old_page()) ::malloc_trim(0);  // what the page took; the next one is far
}

std::uint64_t WebServer::pause_ns() const {
  constexpr std::uint64_t kNever = UINT64_MAX;
  const std::uint64_t now = monotonic_ns();
  const auto until = [&](std::uint64_t moment) { return moment > now ? moment - now : 1; };
  std::uint64_t pause = kNever;
  MHD_UNSIGNED_LONG_LONG milliseconds = 0;
  if (web_.MHD_get_timeout(daemon_, &milliseconds) == MHD_YES)
    pause = std::max<std::uint64_t>(milliseconds * 1'000'000U, 1);
  for (const auto& [socket, since] : clients_)
    pause = std::min(pause, until(since + kClientNs));
  if (page_ != nullptr) pause = std::min(pause, until(page_until_ns_));
  return pause == kNever ? 0 : pause;
}

// The library knows a time without progress, but a byte now and then is progress.
void WebServer::end_slow_clients() {
  const std::uint64_t now = monotonic_ns();
  for (const auto& [socket, since] : clients_)
    if (now >= since + kClientNs) ::shutdown(socket, SHUT_RDWR);
}

bool WebServer::drop_old_page() {
  if (page_ == nullptr || monotonic_ns() < page_until_ns_) return false;
  web_.MHD_destroy_response(std::exchange(page_, nullptr));
  return true;
}

MHD_Response* WebServer::metrics() {
  drop_old_page();
  if (page_ == nullptr) {
    page_ = text_response(web_, content_.render(), content_.type);
    page_until_ns_ = monotonic_ns() + kPageNs;
  }
  return page_;
}

Admission WebServer::admit(MHD_Connection* connection) {
  if (doorkeeper_.admits_everybody()) return Admission::kAdmitted;
  const auto take = [&](char* given) {
    std::string copy = given == nullptr ? "" : given;
    web_.MHD_free(given);
    return copy;
  };
  char* given = nullptr;
  const std::string name = take(web_.MHD_basic_auth_get_username_password(connection, &given));
  const std::string password = take(given);
  if (name.empty()) return Admission::kRefused;
  return doorkeeper_.admit(name, password, monotonic_ns());
}

int WebServer::answer(MHD_Connection* connection, const std::string& path,
                      const std::string& method) {
  if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD) {
    MHD_Response* response = plain_response(web_, "only GET and HEAD");
    web_.MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    return send_response(web_, connection, MHD_HTTP_METHOD_NOT_ALLOWED, response);
  }
  const Admission admission = admit(connection);
  if (admission == Admission::kLater)
    return send_response(web_, connection, MHD_HTTP_SERVICE_UNAVAILABLE, later_response(web_));
  if (admission == Admission::kRefused) return send_challenge(web_, connection);
  // The page is shared, so it stays ours.
  if (path == "/metrics") return web_.MHD_queue_response(connection, MHD_HTTP_OK, metrics());
  if (path == "/")
    return send_response(web_, connection, MHD_HTTP_OK, front_page(web_, content_.title));
  return send_response(web_, connection, MHD_HTTP_NOT_FOUND,
                       plain_response(web_, "not found; /metrics is what there is"));
}

}  // namespace haguard
