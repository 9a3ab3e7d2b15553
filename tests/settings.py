"""Settings of the test-suite: the embedded server without durability, fast hashes, no outside addresses."""

import os
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "var" / "test"

os.environ.update(
    {
        "KABINET_DEMO": "0",
        "KABINET_SECRET_KEY": "a key of the tests alone: 0123456789 abcdefghijklmnopqrstuvwxyz",
        "KABINET_DATA_DIR": str(DATA),
        "KABINET_BASE_URL": "http://testserver",
        "KABINET_SMS_PROVIDER": "smsru",
        "KABINET_SMSRU_API_ID": "test-api-id",
        "KABINET_YOOKASSA_SHOP_ID": "100500",
        "KABINET_YOOKASSA_SECRET_KEY": "test_secret",
        "KABINET_YOOKASSA_NETWORKS": "127.0.0.1/32",
        "KABINET_RECEIPT_FALLBACK_EMAIL": "receipts@example.org",
    }
)
if "KABINET_TEST_DATABASE_URL" in os.environ:
    os.environ["KABINET_DATABASE_URL"] = os.environ["KABINET_TEST_DATABASE_URL"]
else:
    from kabinet.config import embedded

    os.environ["KABINET_DATABASE_URL"] = embedded.start(DATA / "postgres", durable=False)

from kabinet.config.settings import *  # noqa: E402, F403 - the environment comes first
from kabinet.config.settings import DATABASES, LOGGING, STORAGES  # noqa: E402

DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["TEST"] = {"NAME": f"test_kabinet{os.environ.get('KABINET_TEST_SUFFIX', '')}"}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
(DATA / "static").mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["default"]["OPTIONS"] = {"location": DATA / "files"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
REREAD_SECONDS = 0
LOGGING["root"]["level"] = "WARNING"
PAGES_ARE_CHECKED = True
