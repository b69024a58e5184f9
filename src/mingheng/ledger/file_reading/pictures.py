"""Write a photo or screenshot anew: what is seen stays, everything else goes.

Place, time and device of a photo, thumbnails, comments, a second picture behind the first, a file hung on at the end:
none of it is pixels. The photo is turned as its metadata say it is to be seen, and its colours are made sRGB, because
what tells other colours is metadata too. A JPEG keeps its own quantisation, so that it looks as before.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import IO, Any

from PIL import Image, ImageCms, ImageFile, JpegImagePlugin, PngImagePlugin

from mingheng.ledger.file_reading.refusing import Refusal

MOST_MEGAPIXELS = 50
MOST_SCANS = 40
"""A progressive JPEG is seldom written in more than ten; each costs a pass over the whole picture."""

_ORIENTATION = 0x0112
_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FORMATS = {"jpg": "JPEG", "png": "PNG"}
_DAMAGED = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error, zlib.error)
"""What the library raises for pictures that are not in order."""


def write_anew(file: IO[bytes], cleaned: IO[bytes], kind: str) -> None:
    """Read a picture and write it to `cleaned`. Raises Refusal for one that is too large or damaged."""
    # Asked here before anything is decoded; the library's own limit only warns.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(file, formats=[_FORMATS[kind]]) as picture:
            _check_size(picture)
            if kind == "jpg":
                _check_scans(file)
            options, way = _jpeg_options(picture), _way_to_turn(picture)
            seen = _in_common_colours(picture)
    except _DAMAGED:
        raise Refusal("broken") from None
    # What fails here has nothing to do with the picture: there is no room for it.
    _write(seen if way is None else seen.transpose(way), cleaned, options)


def way_up_alone(exif: bytes) -> bytes:
    """Of an Exif segment the orientation alone, as a segment; nothing where the photo is upright or says nothing."""
    told, kept = Image.Exif(), Image.Exif()
    try:
        told.load(exif)
        held = told.get(_ORIENTATION)
    except _DAMAGED:
        return b""
    if held not in _TURNED:
        return b""
    kept[_ORIENTATION] = held
    return kept.tobytes()


def _check_size(picture: ImageFile.ImageFile) -> None:
    pixels = picture.width * picture.height
    if pixels > MOST_MEGAPIXELS * 1_000_000:
        raise Refusal("too_many_pixels", millions=-(-pixels // 1_000_000), limit=MOST_MEGAPIXELS)


def _check_scans(file: IO[bytes]) -> None:
    at = file.tell()
    file.seek(0)
    scans = file.read().count(b"\xff\xda")
    file.seek(at)
    if scans > MOST_SCANS:
        raise Refusal("too_many_scans", limit=MOST_SCANS)


def _jpeg_options(picture: Image.Image) -> dict[str, Any]:
    """How the photo was packed, so that packing it again changes next to nothing; PNG loses nothing in any case."""
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return {}
    if picture.mode not in ("L", "RGB"):
        return {"quality": 92}
    return {"qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture)}


def _in_common_colours(picture: ImageFile.ImageFile) -> Image.Image:
    profile = picture.info.get("icc_profile")
    picture.load()
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture.convert("RGB") if picture.mode in ("CMYK", "YCCK") else picture
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        own, common = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, own, common, outputMode=mode)
    except (ImageCms.PyCMSError, *_DAMAGED):
        # A profile that cannot be read shows the colours as they are, as most programs do.
        return picture.convert(mode)
    assert converted is not None
    return converted


def _way_to_turn(picture: Image.Image) -> Image.Transpose | None:
    try:
        return _TURNED.get(picture.getexif().get(_ORIENTATION, 1))
    except _DAMAGED:
        return None


def _write(picture: Image.Image, cleaned: IO[bytes], options: dict[str, Any]) -> None:
    """The library writes some of `info` unasked: only what says which colour is no colour stays."""
    kept = {"transparency"} if not options else set()
    picture.info = {name: value for name, value in picture.info.items() if name in kept}
    if options:
        picture.save(cleaned, "JPEG", **options)
    else:
        picture.save(cleaned, "PNG", pnginfo=PngImagePlugin.PngInfo())
