// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Whatever fails in the middle of attach, apply, enforce and upgrade: afterwards the link is in the
// old state or in the new one, and the next command works.
#include <catch2/catch.hpp>

#include "faults/campaign.h"

using namespace haguard;

namespace {

// What no command but the one under test may change.
void check_same_ports(const LinkState& before, const LinkState& now) {
  CHECK(now.programs == before.programs);
  CHECK(now.xdp_links == before.xdp_links);
  CHECK(now.received >= before.received);
}

void check_same_policy(const LinkState& before, const LinkState& now) {
  CHECK(now.generation == before.generation);
  CHECK(now.policy == before.policy);
  CHECK(now.saved_generation == before.saved_generation);
}

void check_same_mode(const LinkState& before, const LinkState& now) {
  CHECK(now.mode == before.mode);
  CHECK(now.saved_mode == before.saved_mode);
}

// From the one policy to the other and back, in enforce.
class Apply {
 public:
  explicit Apply(const FaultyLink& link) : link_(&link) {}

  Transition transition() {
    return {"apply", [this] { turn(); },
            [this] {
              return std::vector<std::string>{"policy", "apply", file(), "--force"};
            },
            [](const auto& before, const auto& now, End end) { check_fault(before, now, end); },
            [](const auto& before, const auto& now) { check_next(before, now); }};
  }

 private:
  void turn() {
    link_->trim_history();
    wanted_ = link_->look().is_wide() ? Wanted::kNarrow : Wanted::kWide;
  }
  std::string file() const { return link_->policy_file(wanted_); }

  static void check_fault(const LinkState& before, const LinkState& now, End end) {
    check_same_ports(before, now);
    check_same_mode(before, now);
    const bool is_new = now.generation == before.generation + 1;
    CHECK((is_new || now.generation == before.generation));
    CHECK((now.policy != before.policy) == is_new);
    // The files follow the kernel, and never run ahead.
    CHECK(now.saved_generation >= before.saved_generation);
    CHECK(now.saved_generation <= now.generation);
    if (end == End::kDone) CHECK(is_new);
    if (end == End::kRefused) CHECK_FALSE(is_new);
  }

  static void check_next(const LinkState& before, const LinkState& now) {
    check_same_ports(before, now);
    check_same_mode(before, now);
    CHECK(now.generation == before.generation + 1);
    CHECK(now.saved_generation == now.generation);
  }

  const FaultyLink* link_;
  Wanted wanted_ = Wanted::kWide;
};

Transition enforce(const FaultyLink& link) {
  return {"enforce",
          [&link] {
            link.cli().ok({"audit", "rooms"});
          },
          [] {
            return std::vector<std::string>{"enforce", "rooms", "--force"};
          },
          [](const LinkState& before, const LinkState& now, End end) {
            check_same_ports(before, now);
            check_same_policy(before, now);
            const bool is_new = now.mode == HG_MODE_ENFORCE;
            CHECK((is_new || now.mode == HG_MODE_AUDIT));
            CHECK((now.saved_mode == now.mode || now.saved_mode == HG_MODE_AUDIT));
            if (end == End::kDone) CHECK(is_new);
            if (end == End::kRefused) CHECK_FALSE(is_new);
          },
          [](const LinkState& before, const LinkState& now) {
            check_same_ports(before, now);
            check_same_policy(before, now);
            CHECK(now.mode == HG_MODE_ENFORCE);
            CHECK(now.saved_mode == HG_MODE_ENFORCE);
          }};
}

// The egress program is an extra, which a fault may keep away; the command after it brings it back.
void check_egress(const LinkState& now) {
  CHECK(now.egress[0]);
  CHECK(now.egress[1]);
}

bool exchanged(const LinkState& before, const LinkState& now, std::size_t side) {
  return now.programs.at(side) != before.programs.at(side);
}

// A program is on each port at any time, on the same XDP link. Only a kill between the two ports
// leaves them with different ones.
Transition upgrade() {
  return {"upgrade", [] {},
          [] {
            return std::vector<std::string>{"upgrade", "rooms", "--again"};
          },
          [](const LinkState& before, const LinkState& now, End end) {
            CHECK(now.attached());
            CHECK(now.xdp_links == before.xdp_links);
            CHECK(now.received >= before.received);
            check_same_policy(before, now);
            check_same_mode(before, now);
            if (end == End::kKilled) return;
            CHECK(exchanged(before, now, 0) == exchanged(before, now, 1));
            if (end == End::kDone) CHECK(exchanged(before, now, 0));
          },
          [](const LinkState& before, const LinkState& now) {
            CHECK(now.xdp_links == before.xdp_links);
            CHECK(now.received >= before.received);
            check_same_policy(before, now);
            check_same_mode(before, now);
            CHECK(exchanged(before, now, 0));
            CHECK(exchanged(before, now, 1));
            check_egress(now);
          }};
}

std::vector<std::string> attach_words() {
  return {"attach", "rooms", "--ports", "eth1,eth2"};
}

void check_brought_back(const LinkState& now) {
  CHECK(now.mode == HG_MODE_ENFORCE);
  CHECK(now.generation == now.saved_generation);
  CHECK_FALSE(now.policy.empty());
}

// After a reboot: policy and mode come back with the programs. Only a kill between the two ports
// leaves one of them without.
Transition attach(const FaultyLink& link) {
  return {"attach", [&link] { link.forget_pins(); }, attach_words,
          [](const LinkState& before, const LinkState& now, End end) {
            CHECK(now.saved_mode == before.saved_mode);
            CHECK(now.saved_generation == before.saved_generation);
            const bool first = now.programs[0] != 0;
            const bool second = now.programs[1] != 0;
            if (first || second) check_brought_back(now);
            if (end == End::kKilled) return;
            CHECK(first == (end == End::kDone));
            CHECK(second == (end == End::kDone));
          },
          [](const LinkState& before, const LinkState& now) {
            CHECK(now.attached());
            CHECK(now.saved_mode == before.saved_mode);
            CHECK(now.saved_generation == before.saved_generation);
            check_brought_back(now);
            check_egress(now);
          }};
}

void check_untouched(const LinkState& before, const LinkState& now) {
  check_same_ports(before, now);
  check_same_policy(before, now);
  check_same_mode(before, now);
}

// What a boot script does on a link that is attached already.
Transition attach_again() {
  return {"attach-again", [] {}, attach_words,
          [](const LinkState& before, const LinkState& now, End) { check_untouched(before, now); },
          [](const LinkState& before, const LinkState& now) {
            check_untouched(before, now);
            check_egress(now);
          }};
}

}  // namespace

TEST_CASE("apply: errors") {
  const FaultyLink link;
  Apply apply(link);
  run_campaign(link, apply.transition(), Faults::kErrors);
}

TEST_CASE("apply: kills") {
  const FaultyLink link;
  Apply apply(link);
  run_campaign(link, apply.transition(), Faults::kKills);
}

TEST_CASE("enforce: errors") {
  const FaultyLink link;
  run_campaign(link, enforce(link), Faults::kErrors);
}

TEST_CASE("enforce: kills") {
  const FaultyLink link;
  run_campaign(link, enforce(link), Faults::kKills);
}

TEST_CASE("upgrade: errors") {
  run_campaign(FaultyLink(), upgrade(), Faults::kErrors);
}

TEST_CASE("upgrade: kills") {
  run_campaign(FaultyLink(), upgrade(), Faults::kKills);
}

TEST_CASE("attach: errors") {
  const FaultyLink link;
  run_campaign(link, attach(link), Faults::kErrors);
}

TEST_CASE("attach: kills") {
  const FaultyLink link;
  run_campaign(link, attach(link), Faults::kKills);
}

TEST_CASE("attach again: errors") {
  run_campaign(FaultyLink(), attach_again(), Faults::kErrors);
}

TEST_CASE("attach again: kills") {
  run_campaign(FaultyLink(), attach_again(), Faults::kKills);
}
