// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The samples of tests/fixture through the data path compiled as C++: what the datapath tests prove
// of the loaded program, without root.
#include <catch2/catch.hpp>

#include "fixture/sample.h"
#include "policy/datapath.h"

using namespace haguard;

namespace {

hg_verdict judge(const CompiledPair& pair, ByteView frame, unsigned side) {
  return decide(pair.table(), parse_frame(frame, frame.size(), static_cast<std::uint8_t>(side)));
}

}  // namespace

TEST_CASE("every sample gets its reason and its flow", "[parse]") {
  const CompiledPair pair = compile_pair(pair_policy());
  for (const Sample& sample : all_samples()) {
    INFO(sample.name << "\n" << describe_frame(sample.bytes));
    const hg_verdict verdict = judge(pair, sample.bytes, sample.side);
    CHECK(std::string(reason_name(verdict.reason)) == reason_name(sample.reason));
    if (sample.reason == HG_REASON_FLOW) CHECK(pair.name_of(verdict.flow_id) == sample.flow);
  }
}

TEST_CASE("a frame cut in front of its last header is malformed", "[parse]") {
  const CompiledPair pair = compile_pair(pair_policy());
  for (const Sample& sample : passing_samples()) {
    for (std::size_t size = 0; size < sample.need; ++size) {
      INFO(sample.name << ", cut to " << size);
      const hg_verdict verdict = judge(pair, ByteView(sample.bytes).first(size), sample.side);
      CHECK(verdict.reason >= HG_REASON_MALFORMED_ETHERNET);
      if (size < 14) CHECK(verdict.reason == HG_REASON_MALFORMED_ETHERNET);
    }
  }
}

// A capture keeps the first bytes of a frame: what was cut off there was on the wire.
TEST_CASE("a frame of which only the headers were captured is judged by them", "[parse]") {
  const CompiledPair pair = compile_pair(pair_policy());
  const Sample asa = passing_samples().front();
  const hg_packet packet = parse_frame(ByteView(asa.bytes).first(34), asa.bytes.size(), 0);
  CHECK(packet.malformed == HG_REASON_NONE);
  CHECK(packet.length == asa.bytes.size());
  CHECK(decide(pair.table(), packet).reason == HG_REASON_FLOW);
}
