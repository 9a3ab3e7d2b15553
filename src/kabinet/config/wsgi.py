"""The entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kabinet.config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loads every view now instead of during the first request
gc.collect()
gc.freeze()  # what was loaded at the start lives for ever: searching it for garbage only holds requests up
