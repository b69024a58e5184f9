"""Renew the kept description of the interface: `make openapi`."""

import django

if __name__ == "__main__":
    django.setup()
    from tests.api.test_description import SNAPSHOT, description, text_of

    SNAPSHOT.write_text(text_of(description()), encoding="utf-8")
