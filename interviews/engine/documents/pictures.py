"""Pictures that lie in a text itself, such as signatures: read, measured, and refused if odd."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zlib
from dataclasses import dataclass
from typing import Literal

from PIL import Image

_IN_TEXT = re.compile(r'<img\b[^<>]*?\bsrc="data:image/png;base64,([A-Za-z0-9+/=]+)"[^<>]*>')
_LARGEST = 400_000  # bytes
_MOST_PIXELS = 4_000  # on a side
_MILLIMETRES = 25.4 / 160  # a pixel: a drawing of 640 is 100 mm wide
_WIDEST = 160.0  # millimetres between the margins of a page
_TALLEST = 200.0


@dataclass(frozen=True)
class Picture:
    """A picture in PNG with its size on paper in millimetres."""

    content: bytes
    width: float
    height: float
    align: Literal["left", "center", "right"] = "left"


def pictures_in(html: str) -> list[Picture]:
    """Return the pictures that lie within HTML; those that cannot be read are left out."""
    found = (_picture(source) for source in _IN_TEXT.findall(html))
    return [each for each in found if each is not None]


def _picture(source: str) -> Picture | None:
    try:
        content = base64.b64decode(source, validate=True)
        if len(content) > _LARGEST:
            return None
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            if max(image.size) > _MOST_PIXELS:
                return None
            image.load()
            width, height = (side * _MILLIMETRES for side in image.size)
    except (binascii.Error, OSError, SyntaxError, ValueError, zlib.error):
        return None
    share = min(1.0, _WIDEST / width, _TALLEST / height)
    return Picture(content, width * share, height * share)
