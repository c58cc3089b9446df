// headend/page_files.h: what pages are made of, from headend/page/, compiled in: a page needs no other file.
#pragma once

#include <string_view>

namespace kepu::headend {

extern const std::string_view kPageStyle;   // CSS
extern const std::string_view kPageScript;  // JavaScript

}  // namespace kepu::headend
