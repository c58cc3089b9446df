// tests/fakes/media.h: real media files for tests, made by the ffmpeg command.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "player/assignment.h"

namespace kepu::fakes {

// `arguments` go between "ffmpeg -v error -y" and the file's name.
inline void make_media(const std::string& arguments, const std::filesystem::path& file) {
  const std::string command = "ffmpeg -nostdin -v error -y " + arguments + " '" + file.string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

// To decode all of `file`.
inline player::Assignment of_file(const std::filesystem::path& file) {
  player::Assignment assignment;
  assignment.source = file.string();
  return assignment;
}

}  // namespace kepu::fakes
