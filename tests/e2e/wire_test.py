#!/usr/bin/python3
"""What goes over the wire, as nginx counts it: what a poll costs that finds nothing new, and HTTP/2 where it is offered."""
import subprocess
import unittest

import rig


class WireTest(rig.PlayerTest):
    def serve_and_log(self, listen="", more=""):
        """nginx, which writes a line for each request: path, status, protocol, bytes of head and body both ways."""
        conf = self.folder / "nginx.conf"
        port = f"listen 127.0.0.1:{self.server.port}"
        conf.write_text(conf.read_text().replace("access_log off;", f"""
            log_format wire '$uri $status $server_protocol $request_length $bytes_sent'; access_log {self.folder}/wire.log wire;""")
                        .replace(f"{port};", f"{port} {listen}; {more}"))
        self.server.start()

    def requests(self, path):
        lines = (self.folder / "wire.log").read_text().splitlines() if (self.folder / "wire.log").exists() else []
        return [line.split()[1:] for line in lines if line.startswith(path + " ")]

    def test_a_poll_that_finds_nothing_new_costs_less_than_500_bytes(self):
        self.publish("red.mp4")
        subprocess.run([rig.KEPU, "recall", "0" * 64, "--out", self.site], check=True, capture_output=True)
        self.serve_and_log()
        self.start()
        self.see("red")
        for path in ("/feed.json", "/notices.json"):
            rig.wait_for(f"three polls of {path}", lambda: len([one for one in self.requests(path) if one[0] == "304"]) >= 3)
            costs = [int(asked) + int(answered) for status, _, asked, answered in self.requests(path) if status == "304"]
            print(f"{path}: a 304 costs {max(costs)} bytes, heads both ways", flush=True)
            self.assertLess(max(costs), 500)
            self.assertEqual([one[0] for one in self.requests(path)].count("200"), 1)

    def test_http_2_is_spoken_where_it_is_offered(self):
        self.publish("red.mp4")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "server.key",
                        "-out", "server.pem", "-subj", "/CN=fleet", "-days", "2", "-addext", "subjectAltName=IP:127.0.0.1"],
                       cwd=self.folder, check=True, capture_output=True)
        self.serve_and_log("ssl http2", f"ssl_certificate {self.folder}/server.pem; ssl_certificate_key {self.folder}/server.key;")
        settings = self.folder / "player.json"
        settings.write_text('{"screen": "e2e", "feed_url": "https://127.0.0.1:%d/feed.json", "state_dir": "%s", "poll_s": 1, "tls_ca": "%s/server.pem"}'
                            % (self.server.port, self.state, self.folder))
        self.start("--settings", settings)
        self.see("red")
        rig.wait_for("two polls", lambda: len(self.requests("/feed.json")) >= 2)
        self.assertEqual({one[1] for one in self.requests("/feed.json")}, {"HTTP/2.0"})


if __name__ == "__main__":
    unittest.main()
