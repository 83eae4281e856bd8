"""Many schools: look-up, areas, sizes, and whose they are."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from schools import folding
from schools.enums import LinkKind, PostState, SchoolStatus
from schools.models.local_authority import LocalAuthority

if TYPE_CHECKING:
    from accounts.permissions import Visitor
    from schools.models.area import Area
    from schools.models.post import PostQuerySet
    from schools.models.school import School  # noqa: F401 - the name in the base class


class SchoolQuerySet(models.QuerySet["School"]):
    """Many schools."""

    def open(self) -> "SchoolQuerySet":
        """Those that teach today, each place once.

        A school whose successor is open in the register too has been replaced, whatever an older
        list says of it.
        """
        return self.filter(status=SchoolStatus.OPEN).exclude(_replaced())

    def small(self) -> "SchoolQuerySet":
        """Those that pay the small-school price."""
        from schools.models.school import SMALL_SCHOOL_ROLL

        return self.filter(pupils_on_roll__lte=SMALL_SCHOOL_ROLL)

    def real(self) -> "SchoolQuerySet":
        """Those of the register proper, without the demonstration's."""
        from schools.models.school import FIRST_FICTIONAL_URN

        return self.filter(urn__lt=FIRST_FICTIONAL_URN)

    def in_area(self, area: "Area", on: date | None = None) -> "SchoolQuerySet":
        """Those in the area on this day.

        A school that the register still shows under an authority that has ended counts where all of
        that authority's successors count.
        """
        codes = area.authority_codes(on or timezone.localdate())
        successors = LocalAuthority.objects.filter(predecessors=OuterRef("authority"))
        inherited = Exists(successors.filter(code__in=codes)) & ~Exists(
            successors.exclude(code__in=codes)
        )
        return self.filter(Q(authority__code__in=codes) | inherited)

    def visible_to(self, user: "Visitor") -> "SchoolQuerySet":
        """Schools whose own data (people, bookings, invoices) this person may see.

        The entry in the register itself is public; this is for what belongs to the school.
        """
        from accounts.permissions import is_hub_admin

        if is_hub_admin(user):
            return self.all()
        return self.with_post_of(user)

    def with_post_of(self, user: "Visitor") -> "SchoolQuerySet":
        """Schools where this person holds an approved post today, whoever else they are."""
        return self.filter(pk__in=_posts_of(user, PostState.APPROVED).values("school"))

    def named_by(self, user: "Visitor") -> "SchoolQuerySet":
        """Schools that this person may name when booking: an approved post, or one that waits."""
        return self.filter(
            pk__in=_posts_of(user, PostState.APPROVED, PostState.CLAIMED).values("school")
        )

    def find(self, text: str) -> "SchoolQuerySet":
        """Schools in which every word typed begins a word of name, town, postcode or URN.

        Open schools first, then whole postcodes and names that begin so. One statement; empty for
        an empty or unreadable query. Slice it.
        """
        words = folding.words(text)
        if not words:
            return self.none()
        found = self
        for word in words:
            found = found.filter(search__contains=f" {word}")
        typed = " ".join(words)
        return found.annotate(
            _place=Case(
                When(Q(status=SchoolStatus.CLOSED) | _replaced(), then=Value(2)),
                When(status=SchoolStatus.PROPOSED, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
            _nearness=Case(
                When(search__contains=f" {typed} ", then=Value(0)),
                When(search__startswith=f" {typed}", then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
        ).order_by("_place", "_nearness", "name", "urn")


def _replaced() -> Exists:
    from schools.models.school_link import SchoolLink

    return Exists(
        SchoolLink.objects.filter(
            Q(established_date=None) | Q(established_date__lte=timezone.localdate()),
            predecessor=OuterRef("pk"),
            kind__in=(LinkKind.SUCCESSION, LinkKind.MERGER),
            successor__status=SchoolStatus.OPEN,
        )
    )


def _posts_of(user: "Visitor", *states: PostState) -> "PostQuerySet":
    from schools.models.post import Post

    return Post.objects.held_by(user, *states)
