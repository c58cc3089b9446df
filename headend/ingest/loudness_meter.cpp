#include "headend/ingest/loudness_meter.h"

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/channel_layout.h>
#include <libavutil/dict.h>
#include <libavutil/samplefmt.h>
}

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string>

namespace kepu::headend::ingest {
namespace {

std::optional<double> number_in(const AVDictionary* words, const char* name) {
  const AVDictionaryEntry* entry = av_dict_get(words, name, nullptr, 0);
  if (entry == nullptr) return std::nullopt;
  double value = 0;
  const char* end = entry->value + std::strlen(entry->value);
  return std::from_chars(entry->value, end, value).ec == std::errc() ? std::optional(value) : std::nullopt;
}

}  // namespace

LoudnessMeter::LoudnessMeter(const AVStream& stream) {
  const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  if (codec == nullptr) return;
  decoder_.reset(avcodec_alloc_context3(codec));
  if (!decoder_ || avcodec_parameters_to_context(decoder_.get(), stream.codecpar) < 0) {
    decoder_.reset();
    return;
  }
  decoder_->pkt_timebase = stream.time_base;
  if (avcodec_open2(decoder_.get(), codec, nullptr) < 0) decoder_.reset();
}

bool LoudnessMeter::build(const AVFrame& frame) {
  std::array<char, 128> layout{};
  AVChannelLayout known{};
  if (frame.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC) {
    av_channel_layout_default(&known, frame.ch_layout.nb_channels);
  } else if (av_channel_layout_copy(&known, &frame.ch_layout) < 0) {
    return false;
  }
  av_channel_layout_describe(&known, layout.data(), layout.size());
  av_channel_layout_uninit(&known);
  const std::string rate = std::to_string(frame.sample_rate);
  const std::string format = av_get_sample_fmt_name(static_cast<AVSampleFormat>(frame.format));
  const std::string chain = "abuffer@in=time_base=1/" + rate + ":sample_rate=" + rate +
                            ":sample_fmt=" + format + ":channel_layout=" + layout.data() +
                            ",aformat=channel_layouts=stereo,ebur128=peak=true:metadata=1,abuffersink@out";
  graph_.reset(avfilter_graph_alloc());
  AVFilterInOut* inputs = nullptr;
  AVFilterInOut* outputs = nullptr;
  const int parsed = avfilter_graph_parse2(graph_.get(), chain.c_str(), &inputs, &outputs);
  const FilterEnds loose_inputs(inputs);
  const FilterEnds loose_outputs(outputs);
  if (parsed < 0 || avfilter_graph_config(graph_.get(), nullptr) < 0) return false;
  source_ = avfilter_graph_get_filter(graph_.get(), "abuffer@in");
  sink_ = avfilter_graph_get_filter(graph_.get(), "abuffersink@out");
  samples_left_ = std::int64_t{frame.sample_rate} * kSecondsMax;
  return source_ != nullptr && sink_ != nullptr;
}

void LoudnessMeter::feed(const AVPacket* packet) {
  if (!decoder_) return;
  avcodec_send_packet(decoder_.get(), packet);
  for (const FramePtr frame(av_frame_alloc()); avcodec_receive_frame(decoder_.get(), frame.get()) >= 0;) {
    if (!graph_ && !build(*frame)) return decoder_.reset();
    samples_left_ -= frame->nb_samples;
    push(frame.get());
    if (samples_left_ <= 0) break;
  }
  if (packet != nullptr && (!graph_ || samples_left_ > 0)) return;
  if (graph_) push(nullptr);
  decoder_.reset();
}

void LoudnessMeter::push(AVFrame* frame) {
  // A stream that changes its format in the middle is measured up to there.
  if (av_buffersrc_add_frame(source_, frame) >= 0) pull();
}

void LoudnessMeter::pull() {
  for (const FramePtr frame(av_frame_alloc()); av_buffersink_get_frame(sink_, frame.get()) >= 0;
       av_frame_unref(frame.get())) {
    const auto lufs = number_in(frame->metadata, "lavfi.r128.I");
    const auto left = number_in(frame->metadata, "lavfi.r128.true_peaks_ch0");
    const auto right = number_in(frame->metadata, "lavfi.r128.true_peaks_ch1");
    if (!lufs || !left || !right) continue;
    result_ = Loudness{*lufs, 20 * std::log10(std::max({*left, *right, 1e-5}))};
  }
}

}  // namespace kepu::headend::ingest
