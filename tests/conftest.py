"""What all tests share: the site's settings."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
