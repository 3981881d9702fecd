// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The fuzz target over a fixed series of inputs, so that every test run exercises it:
//   parse_fuzz_fixed                 100,000 mutated and 100,000 random inputs, then the count
//   parse_fuzz_fixed --corpus DIR    writes one seed for each sample into DIR, for libFuzzer
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>

#include "fixture/mutator.h"
#include "target.h"

namespace haguard {
namespace {

constexpr unsigned kInputs = 100'000;
constexpr std::size_t kLongestNoise = 128;

// In memory of its own and of exactly this size, so that a sanitizer sees the first byte beyond.
void run(const Bytes& input) {
  const auto exact = std::make_unique<std::uint8_t[]>(input.size());
  std::copy(input.begin(), input.end(), exact.get());
  LLVMFuzzerTestOneInput(exact.get(), input.size());
}

void run_mutated() {
  Mutator mutator(1);
  for (unsigned i = 0; i < kInputs; ++i) {
    Bytes input = mutator.next().bytes;
    input.insert(input.begin(), static_cast<std::uint8_t>(i));
    run(input);
  }
}

void run_noise() {
  std::mt19937_64 random(2);
  for (unsigned i = 0; i < kInputs; ++i) {
    Bytes input(random() % kLongestNoise);
    for (std::uint8_t& byte : input)
      byte = static_cast<std::uint8_t>(random());
    run(input);
  }
}

int write_corpus(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  unsigned count = 0;
  for (const Sample& sample : all_samples()) {
    std::ofstream file(directory / fmt::format("seed-{:03}", count++), std::ios::binary);
    file.put(static_cast<char>(sample.side));
    for (const std::uint8_t byte : sample.bytes)
      file.put(static_cast<char>(byte));
    if (!file.flush()) {
      fmt::print(stderr, "write a seed into {}: failed\n", directory.string());
      return 1;
    }
  }
  fmt::print("{} seeds\n", count);
  return 0;
}

}  // namespace
}  // namespace haguard

int main(int argc, char* argv[]) {
  if (argc == 3 && std::string_view(argv[1]) == "--corpus") return haguard::write_corpus(argv[2]);
  if (argc != 1) {
    fmt::print(stderr, "usage: {} [--corpus DIR]\n", argv[0]);
    return 2;
  }
  haguard::run_mutated();
  haguard::run_noise();
  fmt::print("{} inputs\n", 2 * haguard::kInputs);
  return 0;
}
