// headend/cli/keys.h: the private key that a command line names.
#pragma once

#include <string>

#include "config/result.h"
#include "headend/cli/commands.h"
#include "headend/signing_key.h"

namespace kepu::headend::cli {

// not_found, invalid, broken: with the file in front.
Result<SigningKey> key_of(const std::string& file, World world);

}  // namespace kepu::headend::cli
