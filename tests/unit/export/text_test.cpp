// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Names are made harmless, and two names stay two.
#include "export/text.h"

#include <catch2/catch.hpp>

using namespace haguard;

TEST_CASE("text keeps nothing that has a meaning anywhere", "[export]") {
  CHECK(safe_text("Cisco ASA failover, IP 105") == "Cisco ASA failover, IP 105");
  const std::string safe = safe_text("a\"b'c`d$e\\f\ng\rh;i|j<k>l*m?n#o{p}q!r&s~t[u]v\x7fw\xffx");
  CHECK(safe == "a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p_q_r_s_t_u_v_w_x");
  CHECK(safe_text(std::string(300, 'x')).size() == 100);
}

TEST_CASE("identifiers that had to be changed stay apart", "[export]") {
  CHECK(safe_identifier("rooms", '_', 16) == "rooms");
  CHECK(safe_identifier("room_a", '_', 16) == "room_a");
  const std::string first = safe_identifier("room a", '_', 16);
  CHECK(first.substr(0, 7) == "room_a_");
  CHECK(first != safe_identifier("room;a", '_', 16));
  CHECK(first != safe_identifier("room_a", '_', 16));
  CHECK(safe_identifier(std::string(80, 'x'), '-', 16).size() == 16);
  CHECK(safe_identifier("", '_', 16).size() == 7);
}

TEST_CASE("an interface name is refused rather than changed", "[export]") {
  for (const char* name : {"eth1", "eth0.100", "br-lan", "wan_1", "veth1@x"})
    CHECK(check_interface_name(name).ok());
  for (const char* name : {"", "eth\"1", "eth*", "eth+", "-x", "a b", "a;b", "averyverylongname"}) {
    INFO(name);
    const auto checked = check_interface_name(name);
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().kind == ErrorKind::kUsage);
    CHECK_FALSE(checked.error().hint.empty());
  }
}
