// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause

#include "link/stamping.h"
#include "metrics/families.h"
#include "metrics/histogram.h"

namespace haguard {
namespace {

using prometheus::MetricType;

constexpr MetricKind kResidence = {
    "haguard_residence_seconds",
    "Time that frames stayed in this machine, from the XDP program of the port they came in on to "
    "the egress program of the port they left by",
    MetricType::Histogram};
constexpr MetricKind kStamped = {"haguard_stamped_frames_total",
                                 "Frames whose residence time is measured, by the port they came "
                                 "in on",
                                 MetricType::Counter};
constexpr MetricKind kRefused = {
    "haguard_stamps_refused_total",
    "Frames that the driver had no room to stamp, so their residence time is not measured",
    MetricType::Counter};

}  // namespace

void add_residence_families(FamilySet& families, const LinkReading& link) {
  for (const ResidenceReading& one : link.residence)
    families.histogram(kResidence,
                       metric_labels({{"link", link.name},
                                      {"from_port", link.ports.at(one.from).state.name},
                                      {"to_port", link.ports.at(one.to).state.name},
                                      {"class", stamp_class_name(one.kind)}}),
                       exported_histogram(one.histogram, kResidenceRange));
  for (const PortReading& port : link.ports) {
    for (const hg_stamp_class kind : {HG_CLASS_HEARTBEAT, HG_CLASS_OTHER})
      families.counter(
          kStamped,
          metric_labels(
              {{"link", link.name}, {"port", port.state.name}, {"class", stamp_class_name(kind)}}),
          static_cast<double>(port.stamps.stamped[kind]));
    families.counter(kRefused, metric_labels({{"link", link.name}, {"port", port.state.name}}),
                     static_cast<double>(port.stamps.refused));
  }
}

}  // namespace haguard
