"""What every template may count on."""

from django.conf import settings


def site(request):
    return {"DEMO": settings.DEMO, "LANGUAGES": settings.LANGUAGES}
