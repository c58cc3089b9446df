// tests/headend/media.h: a folder with tiny clips and posters made by the ffmpeg command, and programs run in
// it.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "tests/fakes/temp_folder.h"

namespace kepu::headend::testing {

namespace fs = std::filesystem;

inline std::string read_all(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_all(const fs::path& path, std::string_view bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

struct Ran {
  int code = 0;
  std::string out, err;
};

class MediaFolder : public fakes::TempFolder {
 public:
  // `command` through the shell, in this folder.
  Ran run(const std::string& command) const {
    const fs::path out = path().string() + ".out";
    const fs::path err = path().string() + ".err";
    const std::string line = "cd " + quoted(path().string()) + " && { " + command + "; } </dev/null >" +
                             quoted(out.string()) + " 2>" + quoted(err.string());
    const int status = std::system(line.c_str());
    Ran ran{WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_all(out), read_all(err)};
    fs::remove(out);
    fs::remove(err);
    return ran;
  }

  // Makes `file` with ffmpeg's arguments before its name.
  void make(const std::string& file, const std::string& arguments) const {
    fs::create_directories((path() / file).parent_path());
    const Ran ran = run("ffmpeg -v error -y " + arguments + " " + quoted(file));
    ASSERT_EQ(ran.code, 0) << ran.err;
  }
  void clip(const std::string& file, int frames = 25) const {
    make(file, "-f lavfi -i testsrc=s=64x48:r=25 -frames:v " + std::to_string(frames) +
                   " -c:v libx264 -preset ultrafast -pix_fmt yuv420p");
  }
  void poster(const std::string& file) const { make(file, "-f lavfi -i testsrc=s=80x60 -frames:v 1"); }
  void song(const std::string& file) const { make(file, "-f lavfi -i sine=d=0.2"); }
};

// Every file below `folder` with its bytes, and every folder.
inline std::map<std::string, std::string> everything(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    all[entry.path().lexically_relative(folder).string()] =
        entry.is_directory() ? "(folder)" : read_all(entry.path());
  }
  return all;
}

}  // namespace kepu::headend::testing
