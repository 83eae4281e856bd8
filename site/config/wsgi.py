"""What the web server runs. In the demonstration a worker thread runs beside it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()

if settings.IN_PROCESS_WORKER:
    from core import worker

    worker.start_thread()
