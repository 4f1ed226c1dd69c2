"""What a PNG file says of itself, without any library that draws it."""

import struct

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def is_png(content: bytes) -> bool:
    """Whether it is one from its header to its end."""
    return content.startswith(SIGNATURE) and (content[12:16], content[-8:-4]) == (b"IHDR", b"IEND")


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
