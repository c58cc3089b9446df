// content/sha256.h: the SHA-256 of bytes that arrive in pieces.
#pragma once

#include <memory>
#include <string_view>

#include "config/feed.h"

struct evp_md_ctx_st;

namespace kepu::content {

// Movable; one thread at a time.
class Sha256 {
 public:
  Sha256();
  void update(std::string_view bytes);
  // Of all bytes since the last finish(); begins anew.
  config::AssetId finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  void begin();
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

config::AssetId sha256(std::string_view bytes);

}  // namespace kepu::content
