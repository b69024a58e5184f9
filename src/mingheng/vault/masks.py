"""What of a sensitive text may be seen without opening it for a reason."""

from __future__ import annotations


def mask_id_number(text: str) -> str:
    """The region and the last four characters.

    >>> mask_id_number("110101199003070000")
    '110101********0000'
    """
    return _middle(text, before=6, after=4)


def mask_phone(text: str) -> str:
    """The first three and the last four digits.

    >>> mask_phone("13800001234")
    '138****1234'
    """
    return _middle(text, before=3, after=4)


def mask_day(text: str) -> str:
    """The year.

    >>> mask_day("1990-03-07")
    '1990-**-**'
    """
    return f"{text[:4]}-**-**" if text else ""


def mask_email(text: str) -> str:
    """The first letter and the host.

    >>> mask_email("zhou@example.gov.cn")
    'z***@example.gov.cn'
    """
    name, _at, host = text.rpartition("@")
    return f"{name[:1]}***@{host}" if name else mask_all(text)


def mask_all(text: str) -> str:
    """Nothing but that there is something.

    >>> mask_all("anything")
    '******'
    """
    return "******" if text else ""


def _middle(text: str, *, before: int, after: int) -> str:
    if len(text) <= before + after:
        return "*" * len(text)
    return text[:before] + "*" * (len(text) - before - after) + text[-after:]
