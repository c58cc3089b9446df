"""A site whose documents three persons sign, and a screen that begins with its root."""
import json
import subprocess

import rig

PERSONS = ("li", "wang", "chen")


class SignedTest(rig.PlayerTest):
    @property
    def pending(self):
        return self.site.with_name(self.site.name + ".pending")

    def kepu(self, *words):
        return subprocess.run([rig.KEPU, *words], cwd=self.folder, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout

    def have_root(self, beacon=()):
        """Three persons, two of whom must sign, and who signs beacons; gives what a screen's settings say of it."""
        persons = {}
        for person in (*PERSONS, *beacon):
            persons.update(json.loads("{" + self.kepu("keygen", person).split("root:")[1] + "}"))
        role = {"threshold": 2, "persons": list(PERSONS)}
        roles = {"root": role, "feed": role, "notice": role, **({"beacon": {"threshold": 1, "persons": list(beacon)}} if beacon else {})}
        (self.folder / "root.json").write_text(json.dumps({"format": "kepu-root/1", "feed": "e2e", "persons": persons, "roles": roles}))
        self.kepu("root", "root.json", "--out", self.site)
        self.sign("root.json", "li", "wang")
        released = self.kepu("publish", "--signed", self.pending / "root.json", "--out", self.site)
        return json.loads(released.split('"root": ')[1].splitlines()[0])

    def sign(self, document, *persons):
        for person in persons:
            self.kepu("sign", self.pending / document, "--key", f"{person}.key", "--yes")

    def revoke_chen(self):
        draft = json.loads((self.folder / "root.json").read_text())
        del draft["persons"]["chen"]
        role = {"threshold": 2, "persons": ["li", "wang"]}
        draft["roles"] = {"root": role, "feed": role, "notice": role}
        (self.folder / "root.json").write_text(json.dumps(draft))
        self.kepu("root", "root.json", "--out", self.site)
        self.sign("root.json", "li", "wang")
        self.kepu("publish", "--signed", self.pending / "root.json", "--out", self.site)

    def status(self):
        return json.loads(subprocess.run([rig.PLAYER, "--status", "--json", "--control", self.folder / "control"], capture_output=True, text=True).stdout)

    def propose(self, colour, notice_assets=()):
        (self.folder / "draft.json").write_text(json.dumps({
            "format": "kepu-feed/1", "feed": "e2e", "timezone": "Asia/Shanghai",
            "assets": {name: {"type": "video", "file": str(self.media / f"{name}.mp4")} for name in (colour, *notice_assets)},
            "notice_assets": list(notice_assets),
            "playlists": {"all": {"items": [{"asset": colour}]}}, "entries": [{"id": "loop", "playlist": "all"}]}))
        self.kepu("publish", "--feed", "draft.json", "--out", self.site)

    def release(self):
        self.kepu("publish", "--signed", self.pending / "feed.json", "--out", self.site)

    def start_with(self, root, **more):
        settings = self.folder / "player.json"
        settings.write_text(json.dumps({"screen": "e2e", "feed_url": self.server.url, "state_dir": str(self.state), "poll_s": 1, "root": root,
                                        "control_socket": str(self.folder / "control"), **more}))
        self.start("--settings", settings)
