"""The entry point of the web server."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kabinet.config.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # loads every view now instead of during the first request
gc.collect()
gc.freeze()  # what was loaded at the start lives for ever: searching it for garbage only holds requests up
