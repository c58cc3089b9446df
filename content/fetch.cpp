#include "content/fetch.h"

#include <algorithm>
#include <utility>

#include "config/log.h"

namespace kepu::content {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20U;
constexpr std::size_t kEtagBytesMax = 1024;
constexpr std::size_t kUrlBytesMax = 8192;

// What may stand in If-Range: a strong ETag (RFC 9110, 13.1.5), and one that no power cut has torn.
bool is_strong_etag(std::string_view etag) {
  if (etag.size() < 2 || etag.size() > kEtagBytesMax || !etag.starts_with('"') || !etag.ends_with('"'))
    return false;
  return std::ranges::all_of(etag, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Fetch::Fetch(config::Asset asset, std::string url, Store& store, Http& http, Files& files, MakeRoom make_room)
    : asset_(std::move(asset)),
      url_(std::move(url)),
      store_(&store),
      http_(&http),
      files_(&files),
      make_room_(std::move(make_room)) {}

Fetch::~Fetch() {
  if (!transfer_) return;
  http_->cancel(*transfer_);
  if (auto flushed = flush(); !flushed) log(Level::warning, asset_.name + ": " + flushed.error().message);
}

void Fetch::begin() {
  auto begun = read_part();
  if (begun && have_ > asset_.bytes) begun = start_over();
  if (begun && have_ == asset_.bytes) {
    result_ = adopt();
    if (*result_ || result_->error().kind != Kind::refused) return;
    result_.reset();  // the part was not what it should be, and is gone
    begun = start_over();
  }
  if (begun) begun = ask();
  if (!begun) result_ = std::move(begun);
}

Result<void> Fetch::read_part() {
  auto scanned = files_->scan(store_->part_path(asset_.id), [this](std::string_view bytes) {
    hasher_.update(bytes);
    have_ += bytes.size();
  });
  if (scanned) return {};
  if (scanned.error().kind != Kind::not_found)
    log(Level::warning, asset_.name + ": " + scanned.error().message);
  return start_over();
}

Result<void> Fetch::start_over() {
  hasher_.finish();
  have_ = 0;
  buffer_.clear();
  return store_->drop_part(asset_.id);
}

Result<void> Fetch::ask() {
  const std::uint64_t missing = asset_.bytes - have_;
  if (auto room = make_room_(missing); !room) return room;
  Request request;
  request.url = url_;
  request.from = from_ = have_;
  if (have_ > 0) request.if_range = known_etag();
  request.bytes_max = missing;
  request.bytes_per_second = bytes_per_second_;
  transfer_ = http_->start(request, *this);
  return {};
}

// Of this server's file: another one has the same bytes under another ETag, and would send all of them again.
// Without one the hash tells.
std::string Fetch::known_etag() {
  const auto noted = files_->read(store_->etag_path(asset_.id), kEtagBytesMax + 1 + kUrlBytesMax);
  if (!noted) return {};
  const auto line = noted->find('\n');
  if (line == std::string::npos || noted->substr(line + 1) != url_) return {};
  std::string etag = noted->substr(0, line);
  return is_strong_etag(etag) ? etag : std::string();
}

// Not durable: a torn ETag is not used, a wrong one costs a download.
Result<void> Fetch::note_etag(const std::string& etag) {
  const auto path = store_->etag_path(asset_.id);
  if (auto removed = files_->remove(path); !removed) return removed;
  return is_strong_etag(etag) ? files_->append(path, etag + '\n' + url_) : Result<void>();
}

Result<void> Fetch::on_head(const Head& head) {
  answered_ = true;
  if (head.status == 200 && from_ > 0) {
    if (auto over = start_over(); !over) return over;
  }
  return head.status == 200 ? note_etag(head.etag) : Result<void>();
}

Result<void> Fetch::on_bytes(std::string_view bytes) {
  moved_ = true;
  hasher_.update(bytes);
  have_ += bytes.size();
  buffer_.append(bytes);
  return buffer_.size() < kBufferBytes ? Result<void>() : flush();
}

Result<void> Fetch::flush() {
  if (buffer_.empty()) return {};
  auto appended = files_->append(store_->part_path(asset_.id), buffer_);
  buffer_.clear();  // its memory stays: to touch new pages for each piece costs a tenth of the whole
  return appended;
}

void Fetch::on_end(Result<void> result) {
  transfer_.reset();
  auto flushed = flush();
  if (result && !flushed) result = std::move(flushed);
  if (result && have_ < asset_.bytes)
    result = Error{Kind::unavailable, url_ + ": ended after " + std::to_string(have_) + " of " +
                                          std::to_string(asset_.bytes) + " bytes"};
  if (!result) drop_if_useless(result.error());
  if (result) result = adopt();
  result_ = std::move(result);
}

// A part that would only fail again: too much came, or the server cannot go on from there.
void Fetch::drop_if_useless(const Error& error) {
  const bool too_much = error.kind == Kind::refused && answered_;
  const bool cannot_resume = from_ > 0 && (error.kind == Kind::invalid || error.kind == Kind::broken);
  if (!too_much && !cannot_resume) return;
  if (auto dropped = store_->drop_part(asset_.id); !dropped)
    log(Level::warning, asset_.name + ": " + dropped.error().message);
}

Result<void> Fetch::adopt() {
  return store_->adopt(asset_, {store_->part_path(asset_.id), have_, hasher_.finish()}).with(url_);
}

}  // namespace kepu::content
