#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "headend/cli/commands.h"
#include "headend/site.h"
#include "headend/stick.h"
#include "headend/words.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 2> kOptions{{{"--to", true}, {"--have", true}}};
constexpr std::array<Option, 1> kImportOptions{{{"--settings", true}}};
constexpr std::size_t kListBytesMax = 64U << 20U;

// What all of the screens have of which `names`, separated by commas, are the lists.
Result<std::set<config::AssetId>> common_media(std::string_view names, World world) {
  std::optional<std::set<config::AssetId>> common;
  while (!names.empty()) {
    const auto comma = std::min(names.find(','), names.size());
    const auto text = world.files.read(tidy(std::string(names.substr(0, comma))), kListBytesMax);
    if (!text) return text.error();
    auto listed = listed_media(*text);
    if (common) std::erase_if(listed, [&](const config::AssetId& id) { return !common->contains(id); });
    common = std::move(listed);
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return common.value_or(std::set<config::AssetId>{});
}

}  // namespace

int export_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("export", options.error().message);
  if (options->words.size() != 1) return usage("export", "takes one SITE_DIR");
  if (options->get("--to").empty()) return usage("export", "--to FOLDER is missing");
  const std::filesystem::path from = tidy(options->words[0]), to = tidy(options->get("--to"));
  const auto had = common_media(options->get("--have"), world);
  if (!had) return refuse(had.error().message);
  const auto site = Site::open(from, world.files);
  if (!site) return refuse(site.error().message);
  const auto& feed = (*site)->feed();
  if (!feed) return refuse(from.string() + ": has no feed.json: publish one first (kepu publish)");
  const auto sums = write_stick(*feed, from, to, *had, world.files,
                                [](std::size_t at, std::size_t of, const config::Asset& asset) {
                                  print(std::to_string(at) + '/' + std::to_string(of) + ' ' + asset.name +
                                        ": " + size_words(asset.bytes) + "\n");
                                });
  if (!sums) return refuse(sums.error().message);
  print(feed->name + ' ' + version_words(*feed) + " in " + to.string() + ": " +
        count_words(sums->copied, "file", "files") + " copied (" + size_words(sums->bytes) + "), " +
        std::to_string(sums->there) + " there already, " + std::to_string(sums->had) +
        " on the screens already, " + std::to_string(sums->removed) + " removed.\n");
  return kFine;
}

// The player that runs on this machine does it.
int import_command(Words words, World /*world*/) {
  const auto options = read_options(words, kImportOptions);
  if (!options) return usage("import", options.error().message);
  if (options->words.size() != 1) return usage("import", "takes one FOLDER");
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  std::string program = (self / "kepu-player").string();
  if (!std::filesystem::exists(program, error)) program = "kepu-player";
  std::vector<std::string> line{program, "--import", options->words[0]};
  if (options->has("--settings")) line.insert(line.end(), {"--settings", options->get("--settings")});
  std::vector<char*> arguments;
  arguments.reserve(line.size() + 1);
  for (std::string& word : line) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(program.c_str(), arguments.data());
  return refuse("kepu-player: cannot be started: " + std::string(std::strerror(errno)) +
                "; import runs on a screen, where the player is");
}

}  // namespace kepu::headend::cli
