// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/served_lab.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>

#include "base/file.h"
#include "fixture/must.h"

namespace haguard {

ServedLab::ServedLab(const std::string& metrics, const std::string& more) {
  write_metrics_config(metrics, more);
  must(lab().fw().sysctl("net/ipv6/conf/lo/disable_ipv6", "0"));  // ::1
}

void ServedLab::write_metrics_config(const std::string& metrics, const std::string& more) const {
  write_config(config(more) + "[metrics]\n" + metrics);
}

Answer ServedLab::ask(std::vector<std::string> words) const {
  Command curl;
  curl.argv = {"curl", "--silent", "--show-error", "--include", "--max-time", "20"};
  curl.argv.insert(curl.argv.end(), words.begin(), words.end());
  curl.netns = lab().fw().fd();
  const Output output = must(run(curl));
  Answer answer;
  const std::size_t end = output.out.find("\r\n\r\n");
  if (output.exit_code != 0 || end == std::string::npos) {
    answer.body = output.to_string();
    return answer;
  }
  answer.headers = output.out.substr(0, end);
  answer.body = output.out.substr(end + 4);
  answer.status = std::stoi(answer.headers.substr(answer.headers.find(' ')));
  return answer;
}

std::string ServedLab::page() const {
  const Answer answer = ask({kServedUrl});
  INFO(answer.headers << answer.body << journal());
  REQUIRE(answer.status == 200);
  return answer.body;
}

Fd ServedLab::socket_by(int (*take)(int, const sockaddr*, socklen_t)) const {
  Fd socket;
  must(lab().fw().inside([&]() -> Status {
    socket = Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(9465);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* generic = reinterpret_cast<const sockaddr*>(&where);
    if (take(socket.get(), generic, sizeof where) != 0) return failed("take the usual address");
    return Done{};
  }));
  return socket;
}

Fd ServedLab::occupied_port() const {
  Fd socket = socket_by(::bind);
  REQUIRE(::listen(socket.get(), 1) == 0);
  return socket;
}

std::string ServedLab::secret_file(const std::string& name, const std::string& content) const {
  std::string path = lab().scratch() + "/" + name;
  must(write_file(path, content, 0600));
  return path;
}

}  // namespace haguard
