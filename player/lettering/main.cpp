// kepu-card: makes the picture of one text card for kepu-player and ends. Its words are those of
// player/text_card.h; the picture, a PNG, goes to standard output. By hand:
//   kepu-card text=台风橙色预警 language=zh-CN size=1920x1080 alert=yes | cat > card.png
// Fonts come from fontconfig, line breaks from Pango, letters from Cairo: some forty libraries that the
// player neither loads at its start nor trusts with a stranger's words. Before it reads them it is shut in:
// no network, no other process, no file but fonts.
#include <fontconfig/fontconfig.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#include "config/log.h"
#include "player/decode/sandbox.h"
#include "player/lettering/composition.h"
#include "player/lettering/ground.h"
#include "player/text_card.h"

namespace {

using namespace kepu;
using namespace kepu::player;

constexpr rlim_t kSecondsMax = 10;  // of processor time

// Reads fontconfig's configuration and caches; gives the folders with fonts.
std::vector<std::string> find_fonts() {
  std::vector<std::string> folders;
  if (FcInit() == FcFalse) return folders;
  FcStrList* list = FcConfigGetFontDirs(nullptr);
  if (list == nullptr) return folders;
  while (const FcChar8* folder = FcStrListNext(list))
    folders.emplace_back(reinterpret_cast<const char*>(folder));
  FcStrListDone(list);
  return folders;
}

cairo_status_t write_out(void* /*closure*/, const unsigned char* bytes, unsigned size) {
  while (size > 0) {
    const ssize_t n = write(STDOUT_FILENO, bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return CAIRO_STATUS_WRITE_ERROR;
    bytes += n;
    size -= static_cast<unsigned>(n);
  }
  return CAIRO_STATUS_SUCCESS;
}

void draw(cairo_t* pen, const TextCard& card, const lettering::Composition& words) {
  using Part = lettering::Placed::Part;
  const lettering::Palette colours = lettering::palette(card.alert);
  lettering::paint_ground(pen, card.width, card.height, card.alert);
  for (const auto& one : words.parts) {
    set_colour(pen, one.part == Part::headline ? colours.headline
                    : one.part == Part::second ? colours.second
                                               : colours.words);
    one.paragraph.draw(pen, one.x, one.y);
  }
  if (!words.rule) return;
  const double thickness = words.font_size * 0.05;
  set_colour(pen, colours.rule);
  cairo_rectangle(pen, words.rule->x, words.rule->y - thickness / 2, words.rule->length, thickness);
  cairo_fill(pen);
}

Result<void> make(const std::vector<std::string>& arguments) {
  const std::vector<std::string> folders = find_fonts();
  if (auto closed = decode::enter_sandbox({false, false, folders}); !closed) return closed;
  const auto card = parse_text_card(arguments);
  if (!card) return card.error();
  const lettering::FontMap map(pango_cairo_font_map_new());
  const auto words =
      compose(map.get(), *card, lettering::room_for_words(card->width, card->height, card->alert));
  if (!words) return words.error();
  if (!words->missing.empty())
    log(Level::warning,
        "text card: left out what no font has: " + lettering::list_of(words->missing) + lettering::kRemedy);
  const lettering::Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, card->width, card->height));
  const lettering::Pen pen(cairo_create(surface.get()));
  draw(pen.get(), *card, *words);
  if (const auto status = cairo_status(pen.get()); status != CAIRO_STATUS_SUCCESS)
    return Error{Kind::broken, cairo_status_to_string(status)};
  if (const auto status = cairo_surface_write_to_png_stream(surface.get(), write_out, nullptr);
      status != CAIRO_STATUS_SUCCESS) {
    return Error{Kind::broken, cairo_status_to_string(status)};
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the player
  const rlimit most{kSecondsMax, kSecondsMax};
  setrlimit(RLIMIT_CPU, &most);
  const auto done = make({argv + 1, argv + argc});
  if (!done) log(Level::error, "text card: " + done.error().message);
  _exit(done ? 0 : 1);  // what the libraries clean up at exit, and look for leaks then, may not be done here
}
