"""Choosing a place in the forms of listening."""

from typing import Any

from django import forms

from gapbridge.programmes.models import Place

WHERE_PEOPLE_LIVE = (Place.Kind.DISTRICT, Place.Kind.CITY, Place.Kind.SETTLEMENT)


def inhabited() -> Any:
    """Districts, towns and settlements, by name."""
    return Place.objects.filter(kind__in=WHERE_PEOPLE_LIVE).select_related("district")


def place_label(place: Place) -> str:
    """ "Oğuz", and for a settlement its district too: "Yeni yol (Oğuz)"."""
    lies_in = place.district if place.district_id != place.pk else None
    return f"{place} ({lies_in})" if lies_in else str(place)


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Place) -> str:
        return place_label(obj)
