"""Photos as phones and screens make them, with all that they tell beside what they show."""

from io import BytesIO

from PIL import Image, PngImagePlugin

GPS, ORIENTATION, MAKER, DEVICE = 0x8825, 0x0112, 0x927C, 0x0110


def scene(mode: str = "RGB", size: tuple[int, int] = (403, 302)) -> Image.Image:
    """Something that looks different from each of its sides."""
    bands = [Image.linear_gradient("L").rotate(angle).resize(size) for angle in (0, 90, 180)]
    scene = Image.merge("RGB", bands)
    scene.paste((200, 30, 30), (0, 0, 150, 60))
    return scene.convert(mode)


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def of_phone(orientation: int = 1) -> Image.Exif:
    """What a phone writes beside the pixels: device, time, and the place."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[DEVICE], exif[0x0132] = orientation, "Phone 12", "2026:05:20 09:30:00"
    exif.get_ifd(GPS).update({1: "N", 2: (30.0, 15.0, 20.0), 3: "E", 4: (120.0, 10.0, 5.0)})
    exif.get_ifd(0x8769)[MAKER] = b"serial number 4711"
    return exif


def photo(orientation: int = 1, **options: object) -> bytes:
    return written(scene(), "JPEG", quality=88, exif=of_phone(orientation), comment=b"GPS 30.25", **options)


def screenshot() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Zhang San")
    told.add_itxt("XML:com.adobe.xmp", "<x>GPS</x>")
    return written(scene(), "PNG", pnginfo=told, exif=of_phone())
