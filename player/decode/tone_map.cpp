#include "player/decode/tone_map.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kepu::player::decode {
namespace {

// Nodes of the table stand at whole codes, so that black and every grey are exact.
constexpr int kLumaStep = 32, kChromaStep = 16;  // of 10 bits
constexpr int kLumaNodes = 1024 / kLumaStep + 1, kChromaNodes = 1024 / kChromaStep + 1;
constexpr int kCodeMax = 1023;

constexpr double kReferenceWhite = 203;  // nits: ITU-R BT.2408
constexpr double kHlgPeak = 1000;
constexpr double kSdrGamma = 2.4;

using Rgb = std::array<double, 3>;

// SMPTE ST 2084.
constexpr double kM1 = 2610.0 / 16384, kM2 = 2523.0 / 32, kC1 = 3424.0 / 4096, kC2 = 2413.0 / 128,
                 kC3 = 2392.0 / 128;

double nits_of_pq(double code) {
  const double p = std::pow(code, 1 / kM2);
  return 10000 * std::pow(std::max(p - kC1, 0.0) / (kC2 - kC3 * p), 1 / kM1);
}

double pq_of_nits(double nits) {
  const double p = std::pow(nits / 10000, kM1);
  return std::pow((kC1 + kC2 * p) / (1 + kC3 * p), kM2);
}

// ARIB STD-B67: light of the scene, 0..1.
double scene_of_hlg(double code) {
  constexpr double kA = 0.17883277, kB = 0.28466892, kC = 0.55991073;
  return code <= 0.5 ? code * code / 3 : (std::exp((code - kC) / kA) + kB) / 12;
}

double nits_of_sdr(double code) { return kReferenceWhite * std::pow(code, kSdrGamma); }

Rgb nits_of(Transfer transfer, const Rgb& code) {
  Rgb light{};
  const auto apply = [&](double (*curve)(double)) {
    std::transform(code.begin(), code.end(), light.begin(), curve);
  };
  if (transfer == Transfer::pq) apply(nits_of_pq);
  if (transfer == Transfer::sdr) apply(nits_of_sdr);
  if (transfer != Transfer::hlg) return light;
  apply(scene_of_hlg);
  const double luminance = 0.2627 * light[0] + 0.6780 * light[1] + 0.0593 * light[2];
  const double system_gamma = luminance > 0 ? std::pow(luminance, 0.2) : 0;
  for (double& l : light) l *= kHlgPeak * system_gamma;
  return light;
}

// BT.2390's EETF, black at 0: straight up to the knee, then a Hermite spline that ends at the target's peak.
class Eetf {
 public:
  explicit Eetf(double peak_nits)
      : source_peak_(pq_of_nits(std::max(peak_nits, kReferenceWhite))),
        target_peak_(pq_of_nits(kReferenceWhite) / source_peak_),
        knee_(1.5 * target_peak_ - 0.5) {}

  double operator()(double nits) const {
    const double in = std::min(pq_of_nits(nits) / source_peak_, 1.0);
    if (in < knee_ || knee_ >= 1) return nits;
    const double t = (in - knee_) / (1 - knee_);
    const double t2 = t * t;
    const double t3 = t2 * t;
    const double out =
        (2 * t3 - 3 * t2 + 1) * knee_ + (t3 - 2 * t2 + t) * (1 - knee_) + (3 * t2 - 2 * t3) * target_peak_;
    return nits_of_pq(out * source_peak_);
  }

 private:
  double source_peak_, target_peak_, knee_;
};

// Light of 1 at most. What BT.709 cannot show is cut off below, and above made darker as a whole: that keeps
// the hue of bright colours.
Rgb bt709_of_bt2020(const Rgb& c) {
  Rgb out{1.660491 * c[0] - 0.587641 * c[1] - 0.072850 * c[2],
          -0.124550 * c[0] + 1.132900 * c[1] - 0.008349 * c[2],
          -0.018151 * c[0] - 0.100579 * c[1] + 1.118730 * c[2]};
  for (double& l : out) l = std::max(l, 0.0);
  const double brightest = std::max({out[0], out[1], out[2], 1.0});
  for (double& l : out) l /= brightest;
  return out;
}

Rgb rgb_of(const Light& light, double y, double u, double v) {
  constexpr std::array<std::array<double, 2>, 3> kWeights{
      {{0.299, 0.114}, {0.2126, 0.0722}, {0.2627, 0.0593}}};
  const auto [red, blue] = kWeights[static_cast<std::size_t>(light.matrix)];
  const double luma = light.full_range ? y / 1023 : (y - 64) / 876;
  const double chroma_range = light.full_range ? 1023 : 896;
  const double b_y = 2 * (1 - blue) * (u - 512) / chroma_range;
  const double r_y = 2 * (1 - red) * (v - 512) / chroma_range;
  Rgb rgb{luma + r_y, luma - (red * r_y + blue * b_y) / (1 - red - blue), luma + b_y};
  for (double& c : rgb) c = std::clamp(c, 0.0, 1.0);
  return rgb;
}

Rgb shown(const Light& light, const Eetf& eetf, double y, double u, double v) {
  Rgb nits = nits_of(light.transfer, rgb_of(light, y, u, v));
  const double brightest = std::max({nits[0], nits[1], nits[2], 1e-6});
  const double scale = eetf(brightest) / brightest / kReferenceWhite;
  for (double& l : nits) l *= scale;
  Rgb out = bt709_of_bt2020(nits);
  for (double& l : out) l = 255 * std::pow(l, 1 / kSdrGamma);
  return out;
}

double peak_of(const Light& light) {
  if (light.transfer == Transfer::hlg) return kHlgPeak;
  return light.transfer == Transfer::pq ? light.peak_nits : kReferenceWhite;
}

}  // namespace

ToneMap::ToneMap(const Light& light) : light_(light) {
  const Eetf eetf(peak_of(light));
  table_.reserve(std::size_t{kChromaNodes} * kChromaNodes * kLumaNodes);
  for (int v = 0; v < kChromaNodes; ++v) {
    for (int u = 0; u < kChromaNodes; ++u) {
      for (int y = 0; y < kLumaNodes; ++y) {
        const Rgb rgb = shown(light, eetf, y * kLumaStep, u * kChromaStep, v * kChromaStep);
        const auto level = [&](std::size_t i) { return static_cast<float>(rgb[i]); };
        table_.push_back(Pixel{level(2), level(1), level(0), 255});
      }
    }
  }
}

// The table at one U and V: neighbouring pixels share it.
class ToneMap::Column {
 public:
  Column(const Pixel* table, int u, int v) {
    const auto fraction = [](int code) { return static_cast<float>(code % kChromaStep) / kChromaStep; };
    const float right = fraction(u);
    const float up = fraction(v);
    weights_ = {(1 - right) * (1 - up), right * (1 - up), (1 - right) * up, right * up};
    corner_ =
        table + static_cast<std::ptrdiff_t>(v / kChromaStep * kChromaNodes + u / kChromaStep) * kLumaNodes;
  }

  Pixel at(int y) {
    if (y / kLumaStep != cell_) load(y / kLumaStep);
    return low_ + static_cast<float>(y % kLumaStep) * slope_;
  }

 private:
  Pixel node(int cell) const {
    const Pixel* at = corner_ + cell;
    constexpr std::ptrdiff_t kUp = std::ptrdiff_t{kChromaNodes} * kLumaNodes;
    return weights_[0] * at[0] + weights_[1] * at[kLumaNodes] + weights_[2] * at[kUp] +
           weights_[3] * at[kUp + kLumaNodes];
  }
  void load(int cell) {
    cell_ = cell;
    low_ = node(cell);
    slope_ = (node(cell + 1) - low_) * (1.0F / kLumaStep);
  }

  const Pixel* corner_;
  std::array<float, 4> weights_{};
  int cell_ = -1;
  Pixel low_{}, slope_{};
};

void ToneMap::apply_row(const std::array<const std::uint16_t*, 3>& rows, int width, int chroma_shift,
                        std::uint8_t* bgra) const {
  using Whole = std::int32_t __attribute__((vector_size(16)));
  using Bytes = std::uint8_t __attribute__((vector_size(4)));
  const auto code = [](std::uint16_t sample) { return std::min<int>(sample, kCodeMax); };
  const int pixels_per_sample = 1 << chroma_shift;
  for (int x = 0; x < width; x += pixels_per_sample) {
    const int chroma = x >> chroma_shift;
    Column column(table_.data(), code(rows[1][chroma]), code(rows[2][chroma]));
    const int end = std::min(x + pixels_per_sample, width);
    for (int i = x; i < end; ++i) {
      const Pixel pixel = column.at(code(rows[0][i])) + 0.5F;
      const auto bytes = __builtin_convertvector(__builtin_convertvector(pixel, Whole), Bytes);
      std::memcpy(bgra + std::ptrdiff_t{4} * i, &bytes, sizeof bytes);
    }
  }
}

void ToneMap::apply(const DeepPlanes& from, std::uint8_t* bgra, int stride) const {
  for (int y = 0; y < from.height; ++y) {
    const auto row = [&](std::size_t i) {
      const int at = i == 0 ? y : y >> from.chroma_shift_y;
      return reinterpret_cast<const std::uint16_t*>(from.plane[i] +
                                                    static_cast<std::ptrdiff_t>(at) * from.stride[i]);
    };
    apply_row({row(0), row(1), row(2)}, from.width, from.chroma_shift_x,
              bgra + static_cast<std::ptrdiff_t>(y) * stride);
  }
}

}  // namespace kepu::player::decode
