// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "latency/egress_hook.h"

#include "bpf/tc.h"
#include "bpf/xdp.h"
#include "fixture/must.h"
#include "harness/skip.h"

namespace haguard {

void needs_tcx() {
  if (!has_tcx()) skip("this kernel has no tcx");
}

void prepare_egress(const Lab& lab) {
  if (has_tcx()) return;
  must(lab.fw().inside([]() -> Status {
    for (const int side : {1, 2}) {
      HG_TRY(const unsigned ifindex, interface_index(Lab::port(side)));
      HG_TRY(const bool made, ensure_clsact(ifindex));
      static_cast<void>(made);
    }
    return Done{};
  }));
}

}  // namespace haguard
