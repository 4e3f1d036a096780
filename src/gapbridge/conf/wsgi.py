import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from gapbridge.conf.bodies import with_lengths
from gapbridge.conf.door import with_a_door

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")
application = with_a_door(
    with_lengths(get_wsgi_application(), most=settings.COLLECT_REQUEST_MAX_BYTES),
    at_once=int(os.environ.get("GAPBRIDGE_THREADS") or "4"),
)
