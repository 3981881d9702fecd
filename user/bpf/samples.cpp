// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/samples.h"

#include <bpf/libbpf.h>

#include <cerrno>
#include <utility>

namespace haguard {

struct SampleReader::State {
  Handler handler;
  ring_buffer* ring = nullptr;
  ~State() { ring_buffer__free(ring); }
};

namespace {

int hand_over(void* context, void* data, size_t size) {
  if (size >= sizeof(hg_sample))
    (*static_cast<SampleReader::Handler*>(context))(*static_cast<const hg_sample*>(data));
  return 0;
}

}  // namespace

SampleReader::SampleReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SampleReader::SampleReader(SampleReader&& other) noexcept = default;
SampleReader::~SampleReader() = default;

Result<SampleReader> SampleReader::open(const Map& samples, Handler handler) {
  auto state = std::make_unique<State>();
  state->handler = std::move(handler);
  state->ring = ring_buffer__new(samples.fd(), hand_over, &state->handler, nullptr);
  const int error = state->ring == nullptr ? errno : 0;
  if (error != 0) return system_error("open the ring of drop samples", error);
  return SampleReader(std::move(state));
}

Status SampleReader::poll(int milliseconds) {
  const int got = ring_buffer__poll(state_->ring, milliseconds);
  if (got < 0 && got != -EINTR) return system_error("read drop samples", -got);
  return Done{};
}

}  // namespace haguard
