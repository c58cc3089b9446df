// headend/draft.h: what is to be published, before its media were looked at: a folder of clips and posters,
// or a feed written by hand. Reads names and one document; opens no media.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/feed.h"
#include "content/files.h"

namespace kepu::headend {

struct Draft {
  config::Feed feed;           // assets name files; durations that are not known yet are 0
  std::filesystem::path base;  // what the files are relative to
  std::string document;        // how faults name a draft written by hand; empty: a folder
};

struct DraftReading {
  std::optional<Draft> draft;        // set exactly when there are no faults
  std::vector<std::string> faults;   // a line each
  std::vector<std::string> skipped;  // files passed over, with the reason
};

struct FolderOptions {
  std::string name;  // of the feed; empty: the folder's, made fit
  std::string timezone = "Asia/Shanghai";
  std::filesystem::path site;  // passed over, should it lie in the folder
};

// Every clip and poster of `folder` and its sub-folders, sorted by path, in one playlist `all` and one entry
// `loop`.
DraftReading draft_of_folder(const std::filesystem::path& folder, const FolderOptions& options);

// `files` reads the document alone: a draft, a feed, or an envelope that holds one (whoever signed it).
DraftReading draft_by_hand(const std::filesystem::path& document, content::Files& files);

// A line per fault: `feed.json: /pointer: message`.
std::vector<std::string> lines(const std::string& document, const config::Faults& faults);

// Whether an item's duration is still unknown: such a draft can be published, but not scheduled.
bool lacks_durations(const config::Feed& feed);

// `path` made absolute, without "." and "..", and without a slash at its end.
std::filesystem::path tidy(const std::filesystem::path& path);

}  // namespace kepu::headend
