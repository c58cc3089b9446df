#include "headend/html.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

TEST(Html, LetsNothingBeMarkup) {
  EXPECT_EQ(html("<img src=x onerror=\"alert('1')\">&"),
            "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;");
  EXPECT_EQ(html("光合作用\nx"), "光合作用\nx");
}

TEST(Html, ReplacesWhatNoPageMayHold) { EXPECT_EQ(html("a\xFF\x01z"), "a\xEF\xBF\xBD\xEF\xBF\xBDz"); }

TEST(ScriptHash, IsThatOfTheSecurityPolicy) {
  // openssl dgst -sha256 -binary | base64
  EXPECT_EQ(script_hash(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

}  // namespace
}  // namespace kepu::headend
