#include <poll.h>

#include <array>
#include <string>

#include "config/signals.h"
#include "headend/beacon_signer.h"
#include "headend/cli/commands.h"
#include "headend/cli/keys.h"
#include "headend/web_server.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 2> kOptions{{{"--key", true}, {"--listen", true}}};
constexpr const char* kListen = "127.0.0.1:8090";
constexpr int kBadRequest = 400, kUnavailable = 503;

class BeaconService {
 public:
  BeaconService(BeaconSigner signer, const Clock& clock) : signer_(std::move(signer)), clock_(&clock) {}

  WebAnswer answer(const WebRequest& request) {
    if (auto looked = signer_.look(); !looked) {
      if (complaint_ != looked.error().message) complain(looked.error().message + ": nothing is answered");
      complaint_ = looked.error().message;
      return {kUnavailable, "the headend cannot answer now\n"};
    }
    complaint_.clear();
    say_newest();
    const auto nonce = request.query.find("nonce");
    auto answer = signer_.answer(nonce == request.query.end() ? "" : nonce->second, clock_->wall());
    if (!answer) return {kBadRequest, answer.error().message + '\n'};
    return {200, *std::move(answer), "application/json"};
  }

  // Once for each feed.
  void say_newest() {
    const std::string newest = signer_.feed() + ": " + content::describe(signer_.newest());
    if (newest != said_) print("The newest feed of " + newest + "\n");
    said_ = newest;
  }

 private:
  BeaconSigner signer_;
  const Clock* clock_;
  std::string said_, complaint_;
};

void serve(WebServer& server, const Signals& signals) {
  while (!signals.arrived()) {
    const auto patience = server.patience();
    std::array<pollfd, 2> fds{{{signals.fd(), POLLIN, 0}, {server.fd(), POLLIN, 0}}};
    ::poll(fds.data(), fds.size(), patience ? static_cast<int>(patience->count()) : -1);
    server.run();
  }
}

}  // namespace

int beacon_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("beacon", options.error().message);
  if (options->words.size() != 1) return usage("beacon", "takes one SITE_DIR");
  if (options->get("--key").empty()) return usage("beacon", "--key FILE is missing");
  auto key = key_of(options->get("--key"), world);
  if (!key) return refuse(key.error().message);
  auto signer = BeaconSigner::open(tidy(options->words[0]), *std::move(key), world.files);
  if (!signer) return refuse(signer.error().message);
  const Signals signals;
  BeaconService service(*std::move(signer), world.clock);
  const auto server = WebServer::listen(options->get("--listen", kListen),
                                        [&](const WebRequest& request) { return service.answer(request); });
  if (!server) return refuse(server.error().message);
  print("Beacons at http://" + (*server)->address() + "/, until SIGTERM or Ctrl-C\n");
  service.say_newest();
  serve(**server, signals);
  return kFine;
}

}  // namespace kepu::headend::cli
