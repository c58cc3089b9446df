#!/usr/bin/python3
"""https with a CA and a client certificate of the fleet's own, from a real nginx; and a way through a proxy."""
import http.server
import json
import subprocess
import sys
import threading
import unittest
import urllib.request

import rig


class Proxy(http.server.ThreadingHTTPServer):
    """An HTTP proxy that keeps what was asked for."""

    def __init__(self):
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                try:
                    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(self.path) as answer:
                        body = answer.read()
                except urllib.error.HTTPError as error:
                    return self.send_error(error.code)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class TlsTest(rig.PlayerTest):
    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def certificates(self):
        """A CA, and what it signed: "server" for 127.0.0.1, "bus" for a screen."""
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        self.openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=fleet", "-days", "2")
        for name, extension in (("server", "subjectAltName=IP:127.0.0.1"), ("bus", "extendedKeyUsage=clientAuth")):
            self.openssl("req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}", "-days", "2",
                         "-CA", "ca.pem", "-CAkey", "ca.key", "-addext", extension)

    def serve_https(self):
        conf = self.folder / "nginx.conf"
        conf.write_text(conf.read_text().replace(f"listen 127.0.0.1:{self.server.port};", f"""listen 127.0.0.1:{self.server.port} ssl;
            ssl_certificate {self.folder}/server.pem; ssl_certificate_key {self.folder}/server.key;
            ssl_client_certificate {self.folder}/ca.pem; ssl_verify_client on;"""))
        self.server.start()

    def start_with(self, url, **more):
        settings = self.folder / "player.json"
        settings.write_text(json.dumps({"screen": "e2e", "feed_url": url, "state_dir": str(self.state), "poll_s": 1,
                                        "control_socket": str(self.folder / "control"), **more}))
        self.start("--settings", settings)

    def await_log(self, words):
        rig.wait_for(f"\"{words}\"; log:\n{self.log()}", lambda: words in self.log())

    def test_a_fleets_own_ca_and_a_screens_own_certificate(self):
        self.publish("red.mp4")
        self.certificates()
        self.serve_https()
        url = f"https://127.0.0.1:{self.server.port}/feed.json"
        file = lambda name: str(self.folder / name)
        refused = (({}, "certificate"),  # nobody knows this CA
                   ({"tls_ca": file("ca.pem")}, "HTTP status 400"),  # the server wants to know the screen
                   ({"tls_ca": file("none.pem")}, "feed.json: "))
        for settings, words in refused:
            self.log_file.write_text("")
            self.start_with(url, **settings)
            self.await_log(words)
            self.term()
        self.start_with(f"https://localhost:{self.server.port}/feed.json", tls_ca=file("ca.pem"), tls_cert=file("bus.pem"), tls_key=file("bus.key"))
        self.await_log("localhost")  # the certificate is another one's
        self.assertNotEqual(self.screen.colour(), "red")
        self.term()
        self.start_with(url, tls_ca=file("ca.pem"), tls_cert=file("bus.pem"), tls_key=file("bus.key"))
        self.see("red")

    def test_through_a_proxy(self):
        self.publish("red.mp4")
        self.server.start()
        proxy = Proxy()
        self.addCleanup(proxy.server_close)
        self.addCleanup(proxy.shutdown)
        self.start_with(self.server.url, proxy=f"http://127.0.0.1:{proxy.server_address[1]}")
        self.see("red")
        self.assertIn(self.server.url, proxy.asked)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
