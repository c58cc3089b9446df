// content/fetch.h: one asset on its way from a server into the store.
// Bytes gather in the store's part and are hashed as they come; an interrupted transfer leaves its part, and
// the next fetch goes on from there. Only what has the length and the hash of the feed is adopted. Thread:
// the courier's loop alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/feed.h"
#include "content/files.h"
#include "content/http.h"
#include "content/sha256.h"
#include "content/store.h"

namespace kepu::content {

class Fetch final : private Sink {
 public:
  // Asked for room for so many bytes before they are requested; `full`: there is none.
  using MakeRoom = std::function<Result<void>(std::uint64_t bytes)>;

  // `store`, `http` and `files` must outlive it. `make_room` is called by begin() alone.
  Fetch(config::Asset asset, std::string url, Store& store, Http& http, Files& files, MakeRoom make_room);
  ~Fetch() override;  // stops; the part stays
  Fetch(const Fetch&) = delete;
  Fetch& operator=(const Fetch&) = delete;

  // Reads what an earlier fetch left and asks for the rest. A part that is complete is adopted without a
  // request.
  void begin();

  // So fast at most, from begin() on; 0: no limit.
  void limit(std::uint64_t bytes_per_second) { bytes_per_second_ = bytes_per_second; }

  // Set once it ended. Success: the asset is playable. Errors: as Sink::on_end() and Store::adopt();
  // unavailable too when the answer was shorter than the asset; full: the disk has no room.
  const std::optional<Result<void>>& result() const { return result_; }

  const config::Asset& asset() const { return asset_; }
  bool moved() const { return moved_; }                              // at least one byte came
  std::chrono::seconds retry_after() const { return retry_after_; }  // that the server asked for; 0: none

 private:
  Result<void> on_head(const Head& head) override;
  Result<void> on_bytes(std::string_view bytes) override;
  void on_busy(std::chrono::seconds retry_after) override { retry_after_ = retry_after; }
  void on_end(Result<void> result) override;

  Result<void> read_part();
  Result<void> start_over();
  Result<void> flush();
  Result<void> adopt();
  Result<void> note_etag(const std::string& etag);
  Result<void> ask();
  std::string known_etag();
  void drop_if_useless(const Error& error);

  config::Asset asset_;
  std::string url_;
  Store* store_;
  Http* http_;
  Files* files_;
  MakeRoom make_room_;
  Sha256 hasher_;
  std::uint64_t have_ = 0;  // bytes in the part and in buffer_, all of them hashed
  std::string buffer_;      // not yet in the part
  std::uint64_t from_ = 0;  // where the request began
  std::uint64_t bytes_per_second_ = 0;
  bool answered_ = false;  // the head was right
  bool moved_ = false;
  std::chrono::seconds retry_after_{};
  std::optional<TransferId> transfer_;
  std::optional<Result<void>> result_;
};

}  // namespace kepu::content
