// config/log.h: one line per event on standard error, with a syslog level for the journal ("<4>...").
// Each line says what, where and what to do. Any thread may call it; a line is one write(2).
#pragma once

#include <string_view>

namespace kepu {

enum class Level { error = 3, warning = 4, notice = 5, info = 6 };

void log(Level level, std::string_view line);

// Says where and aborts: for broken invariants of our own code, never for data.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace kepu

#define KEPU_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::kepu::check_failed(#condition, __FILE__, __LINE__))
