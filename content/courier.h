// content/courier.h: fetches the feed and its media and keeps them on disk. Stepped, never a thread of its
// own:
//
//   for (;;) { Steady until = courier.tick(clock.steady()); ...look at feeds() and store.playable()...;
//   http.wait(until); }
//
// Thread: the courier's loop alone.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "content/beacon_watch.h"
#include "content/courier_options.h"
#include "content/downloads.h"
#include "content/feed_watch.h"
#include "content/origins.h"
#include "content/scrub.h"

namespace kepu::content {

class Courier {
 public:
  // `store`, `http` and `files` must outlive it.
  Courier(const CourierOptions& options, Store& store, Http& http, Files& files)
      : origins_(servers(options)),
        beacons_(options, http),
        watch_(options, origins_, store, http),
        downloads_(options, origins_, store, http, files),
        scrub_(store, files) {}

  // As FeedWatch and Downloads say.
  const std::vector<std::shared_ptr<const config::Feed>>& feeds() const { return watch_.feeds(); }
  std::shared_ptr<const config::Notices> notices() const { return watch_.notices(); }
  const Root* root() const { return watch_.root(); }
  Plausible plausible() const { return watch_.plausible(); }
  Wall earliest() const { return watch_.earliest(); }
  const std::string& feed_alarm() const { return watch_.alarm(); }
  const std::string& beacon_alarm() const { return beacons_.alarm(); }
  std::string beacon_words() const { return beacons_.words(); }
  const std::string& disk_alarm() const { return downloads_.alarm(); }
  std::size_t to_scrub() const { return scrub_.left(); }
  void set_on_air(std::optional<Number> on_air) { watch_.set_on_air(on_air); }
  void need(Needs needs, std::size_t urgent = SIZE_MAX) { downloads_.need(std::move(needs), urgent); }
  void allow(const Allowance& allowance) { downloads_.allow(allowance); }

  // A stick is in: as FeedWatch::look_at_stick() and Downloads::draw_from_stick() say.
  void look_at_stick() { watch_.look_at_stick(); }
  bool looks_at_stick() const { return watch_.looks_at_stick(); }
  const std::string& stick_complaint() const { return watch_.stick_complaint(); }
  void draw_from_stick() {
    downloads_.draw_from_stick(watch_.feeds().empty() ? nullptr : watch_.feeds().front());
  }
  void leave_stick() { downloads_.leave_stick(); }
  Downloads::Drawn drawn() const { return downloads_.drawn(); }

  // The next tick polls, whenever the last poll was, and tries at once what had failed.
  void poll_now();

  // Starts what is due. Returns when it wants to be called again at the latest.
  Steady tick(Steady now);

 private:
  static std::vector<std::string> servers(const CourierOptions& options);

  Origins origins_;  // of both
  BeaconWatch beacons_;
  FeedWatch watch_;
  Downloads downloads_;
  Scrub scrub_;
};

}  // namespace kepu::content
