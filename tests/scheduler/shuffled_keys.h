// tests/scheduler/shuffled_keys.h: a JSON document with the keys of each object in another order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kepu::scheduler {

class KeyShuffler {
 public:
  // `json` is well-formed and must outlive it.
  KeyShuffler(std::string_view json, unsigned seed) : json_(json), random_(seed) {}
  std::string shuffled() { return value(); }

 private:
  char peek() {
    at_ = std::min(json_.find_first_not_of(" \t\r\n", at_), json_.size());
    return at_ < json_.size() ? json_[at_] : '\0';
  }
  std::string value() {
    if (peek() == '{') return list('}');
    if (peek() == '[') return list(']');
    return scalar();
  }
  std::string scalar() {
    const std::size_t begin = at_;
    if (peek() == '"') {
      for (++at_; json_[at_] != '"'; ++at_) at_ += json_[at_] == '\\' ? 1 : 0;
      return std::string(json_.substr(begin, ++at_ - begin));
    }
    at_ = std::min(json_.find_first_of(",]} \t\r\n", at_), json_.size());
    return std::string(json_.substr(begin, at_ - begin));
  }
  std::string list(char close) {
    std::string all(1, json_[at_++]);
    std::vector<std::string> members;
    for (; peek() != close; at_ += peek() == ',' ? 1 : 0) {
      members.push_back(value());
      if (peek() != ':') continue;
      ++at_;
      members.back() += ':' + value();
    }
    ++at_;
    if (close == '}') std::shuffle(members.begin(), members.end(), random_);
    for (const std::string& one : members) all += (all.size() > 1 ? "," : "") + one;
    return all + close;
  }

  std::string_view json_;
  std::size_t at_ = 0;
  std::mt19937 random_;
};

}  // namespace kepu::scheduler
