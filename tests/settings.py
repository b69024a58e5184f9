"""The site's settings, as the tests want them: a fast hasher, a home of their own, one of the two databases."""

import os
import tempfile

os.environ.setdefault("MINGHENG_HOME", tempfile.mkdtemp(prefix="mingheng-tests-"))
os.environ.setdefault("MINGHENG_HTTPS", "off")
os.environ.setdefault("MINGHENG_HOSTS", "testserver,127.0.0.1,localhost")

from mingheng.site.settings import *  # noqa: F403

SECRET_KEY = "the tests' own"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["MINGHENG_HOME"], "tests.sqlite3")}  # noqa: F405, PTH118
