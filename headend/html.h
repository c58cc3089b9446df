// headend/html.h: text for a page. Pure.
#pragma once

#include <string>
#include <string_view>

namespace kepu::headend {

// `text` as the text of an element, or within a quoted attribute: nothing of it is markup. What is not UTF-8,
// or a control character but a line's end, becomes U+FFFD.
std::string html(std::string_view text);

// The value of a Content-Security-Policy that allows this one script: 'sha256-...'.
std::string script_hash(std::string_view script);

}  // namespace kepu::headend
