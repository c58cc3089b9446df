// kepu-hint: keeps one connection to an MQTT broker for kepu-player and ends with it. Standard input is a
// socket: first comes the task (player/hint_task.h), then "up", "look" or why it ends go back. When the
// player closes its end, this says goodbye to the broker and ends. A process of its own because what is at
// the other end is a stranger: it has no files, no player's memory and little memory of its own.
#include <mosquitto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <string>

#include "config/clock.h"
#include "config/free.h"
#include "config/log.h"
#include "player/decode/sandbox.h"
#include "player/hint_task.h"

namespace {

using namespace kepu;
using namespace kepu::player;

constexpr int kPlayer = STDIN_FILENO;
constexpr int kKeepaliveSeconds = 60;
constexpr std::chrono::seconds kConnectLimit{30};  // for name, connection, TLS and the broker's welcome
constexpr int kStepMs = 5000;
constexpr std::uint64_t kMemoryBytes = 48U << 20U;

using Mosquitto = std::unique_ptr<mosquitto, Free<mosquitto_destroy>>;
using TlsContext = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;

void say(std::string_view word) { ::send(kPlayer, word.data(), word.size(), MSG_DONTWAIT | MSG_NOSIGNAL); }

int fail(const std::string& why) {
  say(why.substr(0, 500));
  return 1;
}

Error tls_error(const std::string& what) {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  return {Kind::refused, what + (reason != nullptr ? std::string(": ") + reason : "")};
}

// As libcurl's connections are made: TLS 1.2 at least, chain and name are always checked.
Result<TlsContext> tls_context(const HintTask& task) {
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (!context) return tls_error("TLS");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const bool trusts = task.ca.empty()
                          ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                          : SSL_CTX_load_verify_locations(context.get(), task.ca.c_str(), nullptr) == 1;
  if (!trusts) return tls_error("tls_ca " + task.ca);
  if (!task.cert.empty() && SSL_CTX_use_certificate_chain_file(context.get(), task.cert.c_str()) != 1)
    return tls_error("tls_cert " + task.cert);
  if (!task.key.empty() &&
      SSL_CTX_use_PrivateKey_file(context.get(), task.key.c_str(), SSL_FILETYPE_PEM) != 1)
    return tls_error("tls_key " + task.key);
  X509_VERIFY_PARAM* checks = SSL_CTX_get0_param(context.get());
  const std::string& host = task.broker.host;
  if (X509_VERIFY_PARAM_set1_ip_asc(checks, host.c_str()) != 1)
    X509_VERIFY_PARAM_set1_host(checks, host.c_str(), host.size());
  if (task.ignores_dates) X509_VERIFY_PARAM_set_flags(checks, X509_V_FLAG_NO_CHECK_TIME);
  return context;
}

class Connection {
 public:
  explicit Connection(const HintTask& task)
      : task_(task),
        look_(look_topic(task.feed)),
        presence_(presence_topic(task.feed, task.screen)),
        client_(mosquitto_new(nullptr, true, this)) {}

  Result<void> prepare() {
    if (!client_) return Error{Kind::unavailable, "out of memory"};
    const config::Broker& broker = task_.broker;
    mosquitto_int_option(client_.get(), MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311);
    if (!broker.user.empty())
      mosquitto_username_pw_set(client_.get(), broker.user.c_str(),
                                broker.password.empty() ? nullptr : broker.password.c_str());
    if (broker.tls) {
      auto context = tls_context(task_);
      if (!context) return context.error();
      context_ = *std::move(context);
      SSL_CTX_set_cert_verify_callback(context_.get(), verify, &distrust_);
      mosquitto_int_option(client_.get(), MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0);
      mosquitto_void_option(client_.get(), MOSQ_OPT_SSL_CTX, context_.get());
    }
    mosquitto_will_set(client_.get(), presence_.c_str(), 7, "offline", 1, true);
    mosquitto_connect_callback_set(client_.get(), [](mosquitto*, void* self, int code) {
      static_cast<Connection*>(self)->welcome(code);
    });
    mosquitto_message_callback_set(client_.get(),
                                   [](mosquitto*, void*, const mosquitto_message*) { say("look"); });
    return {};
  }

  // Ends when the broker or the player does, or is not there: empty is the player's end, well done.
  std::string run(const Clock& clock) {
    const config::Broker& broker = task_.broker;
    const Steady began = clock.steady();
    if (const int code =
            mosquitto_connect(client_.get(), broker.host.c_str(), broker.port, kKeepaliveSeconds))
      return why(code);
    while (why_.empty()) {
      if (!welcome_ && clock.steady() - began > kConnectLimit) return "no welcome within 30 s";
      const int code = step();
      if (code != MOSQ_ERR_SUCCESS) return why_.empty() ? why(code) : why_;
      if (player_is_gone_) return goodbye(), "";
    }
    return why_;
  }

 private:
  // libmosquitto says of a certificate that it is not believed, not why.
  static int verify(X509_STORE_CTX* chain, void* distrust) {
    const int believed = X509_verify_cert(chain);
    *static_cast<int*>(distrust) = X509_STORE_CTX_get_error(chain);
    return believed;
  }

  void welcome(int code) {
    if (code != 0) {
      why_ = mosquitto_connack_string(code);
      return;
    }
    welcome_ = true;
    mosquitto_subscribe(client_.get(), nullptr, look_.c_str(), 0);
    mosquitto_publish(client_.get(), nullptr, presence_.c_str(), 6, "online", 1, true);
    say("up");
  }

  int step() {
    const int socket = mosquitto_socket(client_.get());
    if (socket < 0) return MOSQ_ERR_CONN_LOST;
    const bool writes = mosquitto_want_write(client_.get());
    std::array<pollfd, 2> wait{
        {{kPlayer, POLLIN, 0}, {socket, static_cast<short>(POLLIN | (writes ? POLLOUT : 0)), 0}}};
    poll(wait.data(), wait.size(), kStepMs);
    player_is_gone_ = wait[0].revents != 0;
    int code = MOSQ_ERR_SUCCESS;
    if ((wait[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) code = mosquitto_loop_read(client_.get(), 1);
    if (code == MOSQ_ERR_SUCCESS && (wait[1].revents & POLLOUT) != 0)
      code = mosquitto_loop_write(client_.get(), 1);
    return code == MOSQ_ERR_SUCCESS ? mosquitto_loop_misc(client_.get()) : code;
  }

  // A clean end sends no will.
  void goodbye() {
    mosquitto_publish(client_.get(), nullptr, presence_.c_str(), 7, "offline", 0, true);
    mosquitto_disconnect(client_.get());
    mosquitto_loop_write(client_.get(), 1);
  }

  std::string why(int code) const {
    if (code == MOSQ_ERR_ERRNO) return std::strerror(errno);
    if (code == MOSQ_ERR_TLS) {
      if (distrust_ != X509_V_OK)
        return std::string("the broker's certificate: ") + X509_verify_cert_error_string(distrust_);
      return "TLS: no agreement with the broker";
    }
    return mosquitto_strerror(code);
  }

  const HintTask& task_;
  std::string look_, presence_;
  int distrust_ = X509_V_OK;
  TlsContext context_;  // before the client, which uses it
  Mosquitto client_;
  bool welcome_ = false, player_is_gone_ = false;
  std::string why_;
};

}  // namespace

int main() {
  prctl(PR_SET_DUMPABLE, 0);  // its memory has a password
  std::signal(SIGPIPE, SIG_IGN);
  std::string bytes(kHintTaskBytesMax, '\0');
  const ssize_t n = ::recv(kPlayer, bytes.data(), bytes.size(), 0);
  if (n < 0) return log(Level::error, "kepu-hint is started by kepu-player"), 2;
  const auto task = parse_hint_task(bytes.substr(0, static_cast<std::size_t>(n)));
  if (!task) return fail(task.error().message);
  mosquitto_lib_init();
  Connection connection(*task);
  if (const auto ready = connection.prepare(); !ready) return fail(ready.error().message);
  decode::Sandbox sandbox;
  sandbox.network = true;
  sandbox.memory_bytes = kMemoryBytes;
  if (const auto closed = decode::enter_sandbox(sandbox); !closed) return fail(closed.error().message);
  const std::string why = connection.run(SystemClock());
  return why.empty() ? 0 : fail(why);
}
