from typing import Any

from django.db.models import Exists, OuterRef

from .models import Membership, Organisation, OrganisationQuerySet, User
from .roles import Role


def organisations(user: Any) -> OrganisationQuerySet:
    """Those the reader may see, by name; `shows_parent` where what one is a branch of may be seen as well."""
    visible = Organisation.objects.visible_to(user)
    shows_parent = Exists(visible.order_by().filter(pk=OuterRef("parent_id")))
    return visible.annotate(shows_parent=shows_parent).select_related("parent").order_by("name", "pk")


def staff_of(organisations: Any) -> list[User]:
    """Who writes and answers for CSOs now; their ids, or a query of them."""
    current = Membership.objects.current().filter(organisation_id__in=organisations, role=Role.CSO_STAFF)
    return list(User.objects.filter(pk__in=current.values("user_id"), is_active=True).order_by("pk"))
