import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from gapbridge.conf.bodies import with_lengths

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")
application = with_lengths(get_wsgi_application(), most=settings.COLLECT_REQUEST_MAX_BYTES)
