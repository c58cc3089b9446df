#!/usr/bin/env python3
"""Hints by a real broker (mosquitto): a new feed is on the screen at once, whatever becomes of the broker."""
import json
import os
import socket
import subprocess
import threading
import unittest

import rig

FEED = "e2e"


class HintsTest(rig.PlayerTest):
    def setUp(self):
        super().setUp()
        self.broker = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.addCleanup(lambda: rig.stop(self.broker))

    def start_broker(self, *lines):
        file = self.folder / "mosquitto.conf"
        file.write_text("\n".join([f"listener {self.port} 127.0.0.1", "persistence false", "log_dest stderr", *(lines or ["allow_anonymous true"])]) + "\n")
        file.chmod(0o644)
        log = self.folder / "mosquitto.log"
        with open(log, "ab") as out:
            self.broker = subprocess.Popen(["mosquitto", "-c", file], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        rig.wait_for(f"mosquitto at {self.port}", self.broker_answers)

    def broker_answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def start_player(self, url, **settings):
        file = self.folder / "player.json"
        file.write_text(json.dumps({"screen": "e2e", "feed_url": self.server.url, "state_dir": str(self.state), "poll_s": 3600, "sound": False,
                                    "control_socket": str(self.folder / "control"), "broker": url, **settings}))
        self.start("--settings", file)

    def play(self):
        """A player that shows what was published, with a broker."""
        self.server.start()
        self.start_broker()
        self.start_player(f"mqtt://127.0.0.1:{self.port}")
        self.see("red")
        self.connected()

    def broker_state(self):
        answer = subprocess.run([rig.PLAYER, "--status", "--json", "--settings", self.folder / "player.json"], capture_output=True, text=True)
        return json.loads(answer.stdout)["broker"] if answer.returncode == 0 else ""

    def connected(self):
        rig.wait_for("a connection to the broker", lambda: self.broker_state().endswith(": connected"))

    def look(self, *options):
        subprocess.run(["mosquitto_pub", "-h", "localhost", "-p", str(self.port), "-t", f"kepu/{FEED}/look", "-n", *options], check=True)

    def presence(self, count=1):
        """What a broker tells those who ask about the screen: what it is, and what becomes of it."""
        return subprocess.Popen(["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.port), "-t", f"kepu/{FEED}/presence/e2e", "-C", str(count), "-W", "20"],
                                stdout=subprocess.PIPE, text=True)

    def is_said_to_be(self, *words):
        self.assertEqual(self.presence(len(words)).communicate()[0].split(), list(words))

    def test_a_hint_brings_a_new_feed_at_once_and_the_broker_may_die(self):
        self.publish("red.mp4")
        self.play()
        self.is_said_to_be("online")
        self.publish("green.mp4")
        self.look()
        self.see("green")
        self.broker.kill()
        self.broker.wait()
        rig.wait_for("the loss of the broker", lambda: "not connected" in self.broker_state())
        self.assertEqual(self.screen.colour(), "green")
        self.publish("blue.mp4")  # and a hint that nobody can hear
        self.start_broker()
        self.see("blue")  # it looks when the broker is back
        self.is_said_to_be("online")
        self.term()
        self.is_said_to_be("offline")

    def test_a_recall_does_not_wait_for_a_poll(self):
        self.publish("red.mp4", "green.mp4")
        self.play()
        feed = json.loads((self.site / "feed.json").read_text())
        names = sorted(feed["assets"])
        subprocess.run([rig.KEPU, "recall", *names, "--out", self.site], check=True, capture_output=True)
        self.look()
        rig.wait_for("the card instead", lambda: self.screen.colour() == "other", 5)

    def test_a_screen_that_loses_power_is_said_to_be_offline(self):
        self.publish("red.mp4")
        self.play()
        with self.presence(3) as heard:
            self.assertEqual(heard.stdout.readline(), "online\n")
            subprocess.run(["pkill", "-KILL", "-P", str(self.player.pid), "kepu-hint"], check=True)
            self.assertEqual(heard.communicate()[0].split(), ["offline", "online"])  # another process connects

    def test_over_tls_with_a_password_and_only_to_a_broker_that_is_believed(self):
        def openssl(*words):
            subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=self.folder)

        for name in ("fleet", "stranger"):
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj", f"/CN={name}",
                    "-keyout", f"{name}.key", "-out", f"{name}.pem", "-addext", "subjectAltName=DNS:localhost")
        self.folder.chmod(0o755)
        for name in ("fleet.key", "fleet.pem", "passwords"):
            (self.folder / name).touch()
            (self.folder / name).chmod(0o644)
        subprocess.run(["mosquitto_passwd", "-b", self.folder / "passwords", "bus", "s:cret"], check=True)
        (self.folder / "passwords").chmod(0o644)
        self.publish("red.mp4")
        self.server.start()
        self.start_broker("allow_anonymous false", f"password_file {self.folder}/passwords", f"certfile {self.folder}/fleet.pem", f"keyfile {self.folder}/fleet.key")
        url = f"mqtts://bus:s%3Acret@localhost:{self.port}"
        self.start_player(url, tls_ca=str(self.folder / "stranger.pem"))
        self.see("red")
        rig.wait_for("a broker that is not believed", lambda: "certificate: self-signed" in self.broker_state())
        self.term()
        self.start_player(url, tls_ca=str(self.folder / "fleet.pem"))
        self.connected()
        self.assertNotIn("cret", self.broker_state() + self.log())
        listed = subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True).stdout
        self.assertIn("kepu-hint", listed)
        self.assertNotIn("cret", listed)
        self.publish("green.mp4")
        self.look("--cafile", self.folder / "fleet.pem", "-u", "bus", "-P", "s:cret")
        self.see("green")

    def test_a_clock_that_is_wrong_judges_no_certificate_by_its_dates(self):
        future = {**os.environ, "LD_PRELOAD": rig.faketime(), "FAKETIME": "@2030-01-01 00:00:00"}
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj", "/CN=fleet",
                        "-keyout", "fleet.key", "-out", "fleet.pem", "-addext", "subjectAltName=DNS:localhost"], cwd=self.folder, env=future, check=True, capture_output=True)
        self.folder.chmod(0o755)
        (self.folder / "fleet.key").chmod(0o644)
        self.publish("red.mp4")
        self.server.start()
        self.start_broker("allow_anonymous true", f"certfile {self.folder}/fleet.pem", f"keyfile {self.folder}/fleet.key")
        url, ca = f"mqtts://localhost:{self.port}", str(self.folder / "fleet.pem")
        self.start_player(url, tls_ca=ca)
        rig.wait_for("a certificate that does not hold yet", lambda: "certificate is not yet valid" in self.broker_state())
        self.term()
        self.environment = {"FAKETIME": "@1970-01-02 00:00:00", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "LD_PRELOAD": rig.faketime()}
        self.start_player(url, tls_ca=ca)
        self.connected()

    def test_a_hostile_broker_wastes_a_few_polls_and_nothing_more(self):
        """It shouts hints as fast as it can, then sends rubbish."""
        conf, log = self.folder / "nginx.conf", self.folder / "access.log"
        conf.write_text(conf.read_text().replace("access_log off;", f"access_log {log};"))
        self.publish("red.mp4")
        self.server.start()
        server = socket.create_server(("127.0.0.1", self.port))
        self.addCleanup(server.close)
        said = []

        def shout():
            try:
                while True:
                    client, _ = server.accept()
                    client.recv(4096)
                    topic = f"kepu/{FEED}/look".encode()
                    hint = bytes([0x30, 2 + len(topic), 0, len(topic)]) + topic
                    client.sendall(b"\x20\x02\x00\x00" + hint * 20000 + os.urandom(100000))
                    said.append(1)
                    client.close()
            except OSError:
                pass

        threading.Thread(target=shout, daemon=True).start()
        self.start_player(f"mqtt://127.0.0.1:{self.port}")
        self.see("red")
        rig.wait_for("three rounds of it", lambda: len(said) >= 3, 60)
        self.assertEqual(self.screen.colour(), "red")
        polls = log.read_text().count("/feed.json")
        self.assertGreater(polls, 1)
        self.assertLessEqual(polls, 9)  # the first, five hints, one a minute
        self.term()


if __name__ == "__main__":
    unittest.main()
