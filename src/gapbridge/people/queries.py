from typing import Any

from django.db.models import Exists, OuterRef

from .models import Organisation, OrganisationQuerySet


def organisations(user: Any) -> OrganisationQuerySet:
    """Those the reader may see, by name; `shows_parent` where what one is a branch of may be seen as well."""
    visible = Organisation.objects.visible_to(user)
    shows_parent = Exists(visible.order_by().filter(pk=OuterRef("parent_id")))
    return visible.annotate(shows_parent=shows_parent).select_related("parent").order_by("name", "pk")
