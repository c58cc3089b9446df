#include "headend/explanation.h"

#include <algorithm>

#include "config/wording.h"
#include "headend/words.h"

namespace kepu::headend {
namespace {

using scheduler::Language;
using scheduler::Rundown;
using scheduler::Shows;
using scheduler::Slot;

// The asset's title in the language, behind its name.
std::string asset_words(const config::Feed& feed, const std::string& name, Language language) {
  const auto asset = std::ranges::find(feed.assets, name, &config::Asset::name);
  if (asset == feed.assets.end()) return name;
  const auto title = asset->title.find(language == Language::en ? "en" : "zh-CN");
  if (title == asset->title.end()) return name;
  return language == Language::en ? name + " (" + title->second + ")" : title->second + "（" + name + "）";
}

std::string shown_words(const config::Feed& feed, const Rundown& rundown, const Slot& slot,
                        Language language) {
  const bool english = language == Language::en;
  const std::string entry = slot.entry == scheduler::kNone ? "" : rundown.entries[slot.entry];
  if (slot.shows == Shows::card)
    return english ? "the built-in card: nothing is scheduled" : "内置画面：没有排播";
  if (slot.shows == Shows::dark)
    return english ? "nothing: " + entry + " turns the display off" : "关屏：条目 " + entry;
  const std::string asset =
      slot.shows == Shows::text
          ? (english ? "the text card " : "文字卡 ") +
                config::card_words(rundown.texts[slot.asset].text, english ? "en" : "zh-CN")
          : asset_words(feed, rundown.assets[slot.asset].name, language);
  return english ? asset + " of " + entry : asset + "，条目 " + entry;
}

}  // namespace

std::string explanation(const config::Feed& feed, const Rundown& rundown, const Slot& slot, Wall at,
                        const LocalClock& local, Language language) {
  const std::string from = local.time(slot.start), to = local.time(slot.end);
  std::string text = local.date(slot.start) + ' ';
  text += language == Language::en ? from + " to " + to + ": " : from + " 至 " + to + "：";
  text += shown_words(feed, rundown, slot, language) + '\n';
  for (const std::string& line : scheduler::why(rundown, slot, language)) text += "  " + line + '\n';
  if (rundown.overlays.empty()) return text;
  text += language == Language::en ? "over it\n" : "叠加字幕\n";
  for (const std::string& line : scheduler::why_overlays(rundown, slot, at, language))
    text += "  " + line + '\n';
  return text;
}

}  // namespace kepu::headend
