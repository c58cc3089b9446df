// headend/cli/keys.h: the private key that a command line names, and its passphrase, asked for on the
// terminal.
#pragma once

#include <optional>
#include <string>

#include "config/result.h"
#include "headend/cli/commands.h"
#include "headend/signing_key.h"

namespace kepu::headend::cli {

// None: no terminal is there, or nothing was typed before the end. Nothing is seen of what is typed.
std::optional<std::string> ask_passphrase(const std::string& question);

// Asks for its passphrase if it has one. not_found, invalid, refused, broken: with the file in front.
Result<SigningKey> key_of(const std::string& file, World world);

}  // namespace kepu::headend::cli
