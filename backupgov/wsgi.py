import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backupgov.settings")

application = get_wsgi_application()
resolve("/")  # the views too: the first request does not wait for them
# What is loaded stays to the end: looking for garbage in it is an eighth of receiving 500 runs.
gc.collect()
gc.freeze()
