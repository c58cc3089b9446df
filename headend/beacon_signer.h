// headend/beacon_signer.h: answers screens that ask which feed is the newest, with a key that lies on the
// server. It says what the site serves and what time it is, and nothing else.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "config/clock.h"
#include "config/result.h"
#include "content/files.h"
#include "content/root_chain.h"
#include "content/trust.h"
#include "headend/signing_key.h"

namespace kepu::headend {

class BeaconSigner {
 public:
  // refused: the site is not signed, its newest root does not name `key` for beacons, or wants more than one
  // signature. The rest as look() says. `files` must outlive it.
  static Result<BeaconSigner> open(std::filesystem::path site, SigningKey key, content::Files& files);

  // Looks whether the site has another feed or root; costs little while it has not. refused, invalid: its
  // feed is not as a screen would believe it; not_found: there is none. Until it succeeds again nothing is
  // answered.
  Result<void> look();

  // What the last look() that succeeded found: "liuzhou" and its number.
  const std::string& feed() const { return feed_; }
  const content::Number& newest() const { return newest_; }

  // The envelope that answers `nonce` at `now`. invalid: that is no nonce.
  Result<std::string> answer(std::string_view nonce, Wall now) const;

 private:
  // Which bytes lie where: changes with each publication.
  struct Stamp {
    std::uint64_t file = 0, bytes = 0;
    std::int64_t seconds = 0, nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
  };
  BeaconSigner(std::filesystem::path site, SigningKey key, content::Files& files)
      : site_(std::move(site)), key_(std::move(key)), files_(&files) {}
  static std::optional<Stamp> stamp_of(const std::filesystem::path& path);
  Result<content::RootChain> chain() const;
  Result<void> check_key(const content::Root& root) const;

  std::filesystem::path site_;
  SigningKey key_;
  content::Files* files_;
  std::optional<Stamp> feed_stamp_, roots_stamp_;  // of what was read last
  std::string feed_;
  content::Number newest_{};
};

}  // namespace kepu::headend
