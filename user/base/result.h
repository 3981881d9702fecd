// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every function that can fail returns a Result: a value, or an Error that says what was attempted,
// on what, why it failed and what to do about it. No exceptions cross our functions, and only
// main() turns an Error into an exit code.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace haguard {

// What kind of failure it is; the numbers are the process's exit codes (README, "Exit codes").
enum class ErrorKind {
  kFailed = 1,    // it was tried and did not work
  kUsage = 2,     // the words of the command or of a file are wrong
  kRefused = 3,   // a safety gate said no
  kNotFound = 4,  // there is no such link, port, flow or file
};

struct Error {
  ErrorKind kind = ErrorKind::kFailed;
  std::string message;  // lower case: what was attempted, on what, and why it failed
  std::string hint;     // what the reader can do; may be empty
};

inline Error failed(std::string message, std::string hint = {}) {
  return {ErrorKind::kFailed, std::move(message), std::move(hint)};
}
inline Error usage(std::string message, std::string hint = {}) {
  return {ErrorKind::kUsage, std::move(message), std::move(hint)};
}
inline Error refused(std::string message, std::string hint = {}) {
  return {ErrorKind::kRefused, std::move(message), std::move(hint)};
}
inline Error not_found(std::string message, std::string hint = {}) {
  return {ErrorKind::kNotFound, std::move(message), std::move(hint)};
}

// "attempt: strerror(error_number)" as a kFailed error, with the usual hint for that number unless
// one is given. Capture errno at the call.
Error system_error(std::string attempt, int error_number, std::string hint = {});

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Precondition of value(): ok(). Precondition of error(): !ok().
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

struct Done {};
using Status = Result<Done>;

}  // namespace haguard

// HG_TRY(auto file, open(...)): declares `file` with the value, or returns the Error.
// HG_CHECK(write(...)): returns the Error of a Status, or goes on.
#define HG_CONCAT_(a, b) a##b
#define HG_CONCAT(a, b) HG_CONCAT_(a, b)
#define HG_TRY(declaration, expression) \
  HG_TRY_(HG_CONCAT(hg_result_, __LINE__), declaration, expression)
#define HG_TRY_(temporary, declaration, expression) \
  auto temporary = (expression);                    \
  if (!temporary.ok()) return temporary.error();    \
  declaration = std::move(temporary).value()
#define HG_CHECK(expression)                                                             \
  do {                                                                                   \
    if (const auto& hg_status = (expression); !hg_status.ok()) return hg_status.error(); \
  } while (false)
