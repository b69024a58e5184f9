"""What a reader sees of a page, and what its controls hold."""

import re
from html import unescape


def text_of(answer) -> str:
    """What a reader sees, without tags."""
    main = answer.content.decode().partition("<main")[2] or answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def value_of(answer, name: str) -> str:
    """What a control of the page holds."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', answer.content.decode())
    found = re.search(r'value="([^"]*)"', tag[0])
    return unescape(found[1]) if found else ""
