"""Which school a page of "my school" is about."""

from django.http import HttpRequest

from schools.models import School

_KEPT_AS = "_chosen_school"


def school_for(request: HttpRequest) -> School | None:
    """The school of this page: the one in its address, else the first where one is approved.

    None when there is none, or when the one in the address is not this person's. Panels of the
    place `my_school` ask here; the answer is worked out once per request.
    """
    if not hasattr(request, _KEPT_AS):
        setattr(request, _KEPT_AS, _choose(request))
    school = getattr(request, _KEPT_AS)
    return school if isinstance(school, School) else None


def _choose(request: HttpRequest) -> School | None:
    visible = School.objects.visible_to(request.user)
    urn = request.resolver_match.kwargs.get("urn") if request.resolver_match else None
    if urn is not None:
        return visible.filter(urn=urn).first()
    if not request.user.is_authenticated:
        return None
    mine = School.objects.with_post_of(request.user)
    return mine.first()
