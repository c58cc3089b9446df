// player/card_maker.h: the pictures of the text cards that are planned, made one after the other by kepu-card
// and kept in a folder. They can always be made again: what is damaged or lost costs a fifth of a second.
// Stepped; thread: the courier's loop.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/unique_fd.h"
#include "content/files.h"
#include "player/text_card.h"

namespace kepu::player {

class CardMaker {
 public:
  static constexpr nanoseconds kTimeLimit = std::chrono::seconds(15);  // then kepu-card is killed

  // `files` must outlive it; `program`: kepu-card.
  CardMaker(content::Files& files, std::filesystem::path folder, std::filesystem::path program);
  CardMaker(const CardMaker&) = delete;
  CardMaker& operator=(const CardMaker&) = delete;
  ~CardMaker();  // kills the one that is at work

  // What is to be there, first needed first. Pictures of no card among them are removed.
  void want(const std::vector<TextCard>& cards);

  // Takes in what has been made and starts on the next. True if a picture came.
  bool tick(Steady now);

  // Empty: not made yet. What could not be made is logged once and never comes.
  std::filesystem::path picture(const TextCard& card) const;

  int fd() const { return picture_.get(); }  // readable: tick() has something to do; -1: nothing is made
  std::optional<Steady> due() const;         // so has it then

 private:
  void start_next(Steady now);
  Result<void> start(const std::string& name, const TextCard& card, Steady now);
  bool receive();
  bool take_in(bool made);

  content::Files* files_;
  std::filesystem::path folder_, program_;
  std::vector<std::string> order_;          // names of what is wanted
  std::map<std::string, TextCard> wanted_;  // by name
  std::set<std::string> made_, failed_;     // names
  std::string at_work_;                     // name of the one that is being made
  int pid_ = -1;
  UniqueFd picture_;   // a pipe from the process that makes it
  std::string bytes_;  // that came through it
  Steady started_{};
};

}  // namespace kepu::player
