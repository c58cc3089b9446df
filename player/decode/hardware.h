// player/decode/hardware.h: FFmpeg's decoders, in software and on what devices a machine has.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "player/decode/ladder.h"
#include "player/decode/slots.h"

namespace kepu::player::decode {

struct Device {
  std::string decoder;              // "v4l2m2m", "drm" or "vaapi"
  std::shared_ptr<AVBufferRef> of;  // null for v4l2m2m: its decoder opens the device itself
};

// Opens what `decoders` names (player/assignment.h), in that order; a device that is not there is left out.
// Before the sandbox: it opens files and, for VAAPI, loads a driver. Where the machine has no devices it
// costs two looks into /dev. invalid: a name that is none of v4l2m2m, drm, vaapi, software.
Result<std::vector<Device>> open_devices(const std::string& decoders);

// The devices that may be able to decode the stream, then software with `threads`. Pictures lie in `slots`
// where their pixel format can be shown as it is. All that is handed in must outlive the rungs' decoders.
std::vector<Rung> rungs_for(const AVStream& stream, const std::vector<Device>& devices, Slots& slots,
                            int threads);

}  // namespace kepu::player::decode
