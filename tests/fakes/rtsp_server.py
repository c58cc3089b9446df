#!/usr/bin/python3
"""A camera: serves an H.264/AAC file over RTSP, from its beginning for each who asks. rtsp_server.py FILE PORT"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402: the versions are to be named first

file, port = sys.argv[1:]
Gst.init(None)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(f'( filesrc location="{file}" ! qtdemux name=film film.video_0 ! queue ! rtph264pay name=pay0 config-interval=1 '
                   f'film.audio_0 ! queue ! rtpmp4gpay name=pay1 pt=97 )')
server = GstRtspServer.RTSPServer.new()
server.set_address("127.0.0.1")
server.set_service(port)
server.get_mount_points().add_factory("/camera", factory)
server.attach(None)
GLib.MainLoop().run()
