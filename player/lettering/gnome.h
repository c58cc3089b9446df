// player/lettering/gnome.h: one owner type for each of Pango's and Cairo's handles.
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>

#include "config/free.h"

namespace kepu::player::lettering {

using Surface = std::unique_ptr<cairo_surface_t, Free<cairo_surface_destroy>>;
using Pen = std::unique_ptr<cairo_t, Free<cairo_destroy>>;
using Pattern = std::unique_ptr<cairo_pattern_t, Free<cairo_pattern_destroy>>;
using FontMap = std::unique_ptr<PangoFontMap, Free<g_object_unref>>;
using Context = std::unique_ptr<PangoContext, Free<g_object_unref>>;
using Layout = std::unique_ptr<PangoLayout, Free<g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, Free<pango_font_description_free>>;
using Attributes = std::unique_ptr<PangoAttrList, Free<pango_attr_list_unref>>;
using LineIterator = std::unique_ptr<PangoLayoutIter, Free<pango_layout_iter_free>>;

}  // namespace kepu::player::lettering
