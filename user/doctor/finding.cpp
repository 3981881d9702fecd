// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "doctor/finding.h"

namespace haguard {
namespace {

Finding make(const char* id, Severity severity, std::string what, std::string why,
             std::vector<std::string> remedy) {
  Finding finding;
  finding.id = id;
  finding.severity = severity;
  finding.what = std::move(what);
  finding.why = std::move(why);
  finding.remedy = std::move(remedy);
  return finding;
}

}  // namespace

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::kOk:
      return "ok";
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      break;
  }
  return "error";
}

Finding Finding::ok(const char* id, std::string what) {
  return make(id, Severity::kOk, std::move(what), {}, {});
}

Finding Finding::note(const char* id, std::string what, std::string why,
                      std::vector<std::string> remedy) {
  return make(id, Severity::kNote, std::move(what), std::move(why), std::move(remedy));
}

Finding Finding::warning(const char* id, std::string what, std::string why,
                         std::vector<std::string> remedy) {
  return make(id, Severity::kWarning, std::move(what), std::move(why), std::move(remedy));
}

Finding Finding::error(const char* id, std::string what, std::string why,
                       std::vector<std::string> remedy) {
  return make(id, Severity::kError, std::move(what), std::move(why), std::move(remedy));
}

Finding Finding::unchecked(const char* id, const Error& error) {
  Finding finding = make(id, Severity::kNote, "not checked: " + error.message, error.hint, {});
  finding.checked = false;
  return finding;
}

}  // namespace haguard
