"""The site's settings, as the tests want them: a fast hasher, a home of their own, one of the two databases."""

import atexit
import os
import shutil
import tempfile

from tests.databases import ENGINE, NOT_STARTED, USER, forget_other_servers

# Not a default but a rule: whatever the shell says, tests keep away from a real site and from its database.
for name in [name for name in os.environ if name.startswith("MINGHENG_") and name != "MINGHENG_TEST_DATABASE"]:
    del os.environ[name]
forget_other_servers()
HOME_OF_TESTS = tempfile.mkdtemp(prefix="mingheng-tests-")
os.mkdir(f"{HOME_OF_TESTS}/static")  # noqa: PTH102 - whitenoise warns where there is none
atexit.register(shutil.rmtree, HOME_OF_TESTS, ignore_errors=True)
os.environ["MINGHENG_HOME"] = HOME_OF_TESTS
os.environ["MINGHENG_HTTPS"] = "off"
os.environ["MINGHENG_HOSTS"] = "testserver,127.0.0.1,localhost"
if ENGINE != "sqlite":
    os.environ["MINGHENG_DATABASE"] = f"postgresql://{USER}@/postgres?host={NOT_STARTED}"

from mingheng.site.settings import *  # noqa: E402, F403

SECRET_KEY = "the tests' own"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
DATABASES["default"]["TEST"] = {"NAME": f"{HOME_OF_TESTS}/tests.sqlite3" if ENGINE == "sqlite" else "tests"}  # noqa: F405
