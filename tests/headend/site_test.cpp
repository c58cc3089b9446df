#include "headend/site.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "content/posix_files.h"
#include "content/sha256.h"
#include "tests/headend/media.h"

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;
using testing::everything;
using testing::MediaFolder;
using testing::write_all;

struct Source {
  std::string bytes;
  config::AssetId id;
  std::string url;
  UniqueFd fd;
};

Source source(const MediaFolder& folder, const std::string& bytes) {
  write_all(folder / "source", bytes);
  const config::AssetId id = content::sha256(bytes);
  return {bytes, id, media_url(id, "mp4"),
          UniqueFd(::open((folder / "source").c_str(), O_RDONLY | O_CLOEXEC))};
}

config::Feed feed_with(const std::vector<const Source*>& sources) {
  config::Feed feed;
  feed.name = "liuzhou";
  feed.epoch = 1;
  feed.version = 1;
  feed.issued = Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23));
  feed.expires = feed.issued + 24h;
  feed.timezone = "Asia/Shanghai";
  config::Playlist all;
  all.name = "all";
  for (const Source* s : sources) {
    config::Asset asset;
    asset.name = s->bytes;
    asset.id = s->id;
    asset.bytes = s->bytes.size();
    asset.url = s->url;
    asset.duration = 1000ms;
    all.items.emplace_back(config::AssetItem{static_cast<std::uint32_t>(feed.assets.size()), 1000ms});
    feed.assets.push_back(asset);
  }
  if (sources.empty()) return feed;
  feed.playlists.push_back(all);
  config::Entry entry;
  entry.id.name = "loop";
  entry.playlist = 0;
  feed.entries.push_back(entry);
  return feed;
}

std::unique_ptr<Site> opened(const std::filesystem::path& root, content::Files& files) {
  auto site = Site::open(root, files);
  EXPECT_TRUE(site) << (site ? "" : site.error().message);
  return site ? std::move(*site) : nullptr;
}

Result<bool> stage(Site& site, const Source& s) {
  return site.stage(s.fd.get(), s.id, s.bytes.size(), s.url);
}

TEST(MediaUrl, IsTheHashBelowItsFirstTwoDigits) {
  const config::AssetId id = content::sha256("abc");
  EXPECT_EQ(media_url(id, "mp4"), "media/ba/" + id.hex() + ".mp4");
  EXPECT_EQ(media_url(id, ""), "media/ba/" + id.hex());
  EXPECT_EQ(media_url(id, "m p4"), "media/ba/" + id.hex());
  EXPECT_EQ(media_url(id, "extensions"), "media/ba/" + id.hex());
}

TEST(Site, WhatIsPublishedIsThereAndNothingElse) {
  const MediaFolder folder;
  content::PosixFiles files;
  const Source a = source(folder, "a");
  const config::Feed feed = feed_with({&a});
  {
    const auto site = opened(folder / "site", files);
    EXPECT_FALSE(site->feed());
    EXPECT_EQ(*stage(*site, a), true);
    ASSERT_TRUE(site->publish(feed));
    EXPECT_EQ(site->sweep(), 0U);
  }
  const std::map<std::string, std::string> expected{{"feed.json", config::write_feed(feed)},
                                                    {"media", "(folder)"},
                                                    {std::filesystem::path(a.url).parent_path(), "(folder)"},
                                                    {a.url, "a"}};
  EXPECT_EQ(everything(folder / "site"), expected);
  EXPECT_EQ(opened(folder / "site", files)->feed(), feed);
}

TEST(Site, WhatIsThereWithItsSizeIsNotCopiedAgain) {
  const MediaFolder folder;
  content::PosixFiles files;
  const Source a = source(folder, "a");
  write_all(folder / "site" / a.url, "?");
  const auto site = opened(folder / "site", files);
  EXPECT_EQ(*stage(*site, a), false);
  EXPECT_EQ(testing::read_all(folder / "site" / a.url), "?");
}

TEST(Site, AFileThatIsTheWrongSizeIsReplaced) {
  const MediaFolder folder;
  content::PosixFiles files;
  const Source a = source(folder, "a");
  write_all(folder / "site" / a.url, "half of something");
  const auto site = opened(folder / "site", files);
  EXPECT_EQ(*stage(*site, a), true);
  ASSERT_TRUE(site->publish(feed_with({&a})));
  EXPECT_EQ(testing::read_all(folder / "site" / a.url), "a");
}

TEST(Site, TheSameBytesAreStagedOnce) {
  const MediaFolder folder;
  content::PosixFiles files;
  const Source a = source(folder, "a");
  const auto site = opened(folder / "site", files);
  EXPECT_EQ(*stage(*site, a), true);
  EXPECT_EQ(*stage(*site, a), false);
}

TEST(Site, WhatWasStagedAndNotPublishedLeavesNoTrace) {
  const MediaFolder folder;
  content::PosixFiles files;
  const Source a = source(folder, "a");
  EXPECT_EQ(*stage(*opened(folder / "site", files), a), true);
  EXPECT_FALSE(std::filesystem::exists(folder / "site"));
}

TEST(Site, WhatAKilledPublisherLeftBehindIsCleared) {
  const MediaFolder folder;
  content::PosixFiles files;
  write_all(folder / "site/.staging/old", "x");
  write_all(folder / "site/index.html", "x");
  opened(folder / "site", files);
  EXPECT_EQ(everything(folder / "site"), (std::map<std::string, std::string>{{"index.html", "x"}}));
}

TEST(Site, AFileThatChangesWhileItIsCopiedIsNotPublished) {
  const MediaFolder folder;
  content::PosixFiles files;
  Source a = source(folder, "a");
  a.id = content::sha256("b");
  const auto site = opened(folder / "site", files);
  const auto staged = stage(*site, a);
  ASSERT_FALSE(staged);
  EXPECT_EQ(staged.error().message, "is being changed while it is published: try again");
}

TEST(Site, OnlyMediaThatNeitherFeedNamesAreRemoved) {
  const MediaFolder folder;
  content::PosixFiles files;
  const Source a = source(folder, "a");
  const Source b = source(folder, "b");
  const Source c = source(folder, "c");
  for (const Source* s : {&a, &b, &c}) {
    const auto site = opened(folder / "site", files);
    write_all(folder / "source", s->bytes);
    const UniqueFd fd(::open((folder / "source").c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(site->stage(fd.get(), s->id, s->bytes.size(), s->url));
    ASSERT_TRUE(site->publish(feed_with({s})));
    write_all(folder / "site/media/mine.txt", "not a publisher's");
    EXPECT_EQ(site->sweep(), s == &c ? 1U : 0U) << s->bytes;
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "site" / a.url));
  EXPECT_TRUE(std::filesystem::exists(folder / "site" / b.url));
  EXPECT_TRUE(std::filesystem::exists(folder / "site" / c.url));
  EXPECT_TRUE(std::filesystem::exists(folder / "site/media/mine.txt"));
}

TEST(Site, TwoPublishersDoNotMeet) {
  const MediaFolder folder;
  content::PosixFiles files;
  const Source a = source(folder, "a");
  const auto first = opened(folder / "site", files);
  ASSERT_TRUE(stage(*first, a));
  const auto second = Site::open(folder / "site", files);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, Kind::unavailable);
  EXPECT_EQ(second.error().message, (folder / "site").string() +
                                        ": another kepu publish is at work there: try again when it is done");
  EXPECT_TRUE(first->publish(feed_with({&a})));
}

TEST(Site, AFeedJsonThatIsNoFeedIsNotOverwritten) {
  const MediaFolder folder;
  content::PosixFiles files;
  write_all(folder / "site/feed.json", "{}");
  const auto site = Site::open(folder / "site", files);
  ASSERT_FALSE(site);
  EXPECT_EQ(site.error().message, (folder / "site/feed.json").string() +
                                      ": is there and is no feed that can be read: move it away");
  EXPECT_EQ(testing::read_all(folder / "site/feed.json"), "{}");
}

// A disk on which the nth system call that writes, counted from 0, and all after it find no space.
content::WriteCalls full_after(int writes) {
  auto calls = content::linux_calls();
  calls.write = [left = writes, write = calls.write](int fd, const void* bytes,
                                                     size_t size) mutable -> ssize_t {
    if (left-- > 0) return write(fd, bytes, size);
    errno = ENOSPC;
    return -1;
  };
  return calls;
}

TEST(Site, AFullDiskLeavesTheOldSiteAsItWas) {
  const MediaFolder folder;
  content::PosixFiles files;
  const Source a = source(folder, "a");
  {
    const auto site = opened(folder / "site", files);
    ASSERT_TRUE(stage(*site, a));
    ASSERT_TRUE(site->publish(feed_with({&a})));
  }
  const auto before = everything(folder / "site");
  const Source b = source(folder, "b");
  for (const int writes : {0, 1}) {  // full for the media; full for feed.json
    content::PosixFiles full(full_after(writes));
    const auto site = opened(folder / "site", full);
    Result<void> done = Error{Kind::full, ""};
    if (const auto staged = stage(*site, b)) done = site->publish(feed_with({&b}));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, Kind::full);
  }
  EXPECT_EQ(everything(folder / "site"), before);
}

TEST(Site, MediaThatDoNotComeToRestAreTakenBack) {
  const MediaFolder folder;
  const Source a = source(folder, "a");
  const Source b = source(folder, "b");
  auto calls = content::linux_calls();
  calls.rename = [n = 0, rename = calls.rename](const char* from, const char* to) mutable {
    if (n++ == 0) return rename(from, to);
    errno = EIO;
    return -1;
  };
  content::PosixFiles files(calls);
  {
    const auto site = opened(folder / "site", files);
    ASSERT_TRUE(site->stage(b.fd.get(), b.id, 1, b.url));
    write_all(folder / "source2", "a");
    const UniqueFd fd(::open((folder / "source2").c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(site->stage(fd.get(), a.id, 1, a.url));
    EXPECT_FALSE(site->publish(feed_with({&b})));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "site"));
}

TEST(Site, FeedJsonIsReplacedInOneRenameOnceItsMediaAreThere) {
  const MediaFolder folder;
  const Source a = source(folder, "a");
  const config::Feed feed = feed_with({&a});
  const auto site_folder = folder / "site";
  write_all(site_folder / "feed.json", config::write_feed(feed_with({})));
  int replaced = 0;
  auto calls = content::linux_calls();
  calls.rename = [&, rename = calls.rename](const char* from, const char* to) {
    if (to == (site_folder / "feed.json").string()) {
      ++replaced;
      EXPECT_EQ(testing::read_all(to), config::write_feed(feed_with({})));
      EXPECT_EQ(testing::read_all(from), config::write_feed(feed));
      EXPECT_EQ(testing::read_all(site_folder / a.url), "a");
    }
    return rename(from, to);
  };
  content::PosixFiles files(calls);
  const auto site = opened(site_folder, files);
  ASSERT_TRUE(stage(*site, a));
  ASSERT_TRUE(site->publish(feed));
  EXPECT_EQ(replaced, 1);
}

TEST(Site, MediaThatWentMissingAreGivenBackWithoutANewFeed) {
  const MediaFolder folder;
  content::PosixFiles files;
  const Source a = source(folder, "a");
  write_all(folder / "site/feed.json", config::write_feed(feed_with({&a})));
  {
    const auto site = opened(folder / "site", files);
    ASSERT_TRUE(*stage(*site, a));
    ASSERT_TRUE(site->put_back());
  }
  EXPECT_EQ(testing::read_all(folder / "site" / a.url), "a");
}

}  // namespace
}  // namespace kepu::headend
