#!/usr/bin/python3
"""GStreamer's playbin3 as gapless as it goes: the next file is set in about-to-finish.   gapless.py FILE..."""
import sys
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402


def main():
    Gst.init(None)
    files = iter(Path(name).resolve().as_uri() for name in sys.argv[1:])
    player = Gst.ElementFactory.make("playbin3")
    player.set_property("video-sink", Gst.ElementFactory.make("ximagesink"))
    sound = Gst.ElementFactory.make("fakesink")
    sound.set_property("sync", True)
    player.set_property("audio-sink", sound)
    loop = GLib.MainLoop()

    def follow(_):
        file = next(files, None)
        if file:
            player.set_property("uri", file)

    def hear(_, message):
        if message.type == Gst.MessageType.ERROR:
            print(message.parse_error(), file=sys.stderr)
        if message.type in (Gst.MessageType.ERROR, Gst.MessageType.EOS):
            loop.quit()

    player.connect("about-to-finish", follow)
    bus = player.get_bus()
    bus.add_signal_watch()
    bus.connect("message", hear)
    follow(player)
    player.set_state(Gst.State.PLAYING)
    loop.run()
    player.set_state(Gst.State.NULL)


if __name__ == "__main__":
    main()
