"""A dated role that a person holds at a school."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from schools.enums import APPROVING_ROLES, PostRole, PostState
from schools.models.school import School

if TYPE_CHECKING:
    from accounts.permissions import Visitor


class PostQuerySet(models.QuerySet["Post"]):
    """Many posts."""

    def on(self, day: date) -> "PostQuerySet":
        """Posts whose dates include this day, in whatever state."""
        return self.filter(Q(end_date=None) | Q(end_date__gte=day), start_date__lte=day)

    def current(self, on: date | None = None) -> "PostQuerySet":
        """Approved posts held on this day."""
        return self.filter(state=PostState.APPROVED).on(on or timezone.localdate())

    def waiting(self) -> "PostQuerySet":
        """Claims that nobody has decided."""
        return self.filter(state=PostState.CLAIMED)

    def for_school(self, school: School) -> "PostQuerySet":
        """Posts at this school."""
        return self.filter(school=school)

    def held_by(self, user: "Visitor", *states: PostState) -> "PostQuerySet":
        """This person's posts of today in these states; nobody's for a visitor."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user_id=user.pk, state__in=states).on(timezone.localdate())

    def over_lately(self) -> "PostQuerySet":
        """Posts and claims that ended or were declined within a day."""
        since = timezone.now() - timedelta(days=1)
        lately = Q(decided_at__gte=since) | Q(end_date__gte=timezone.localdate())
        return self.filter(lately, state__in=(PostState.DECLINED, PostState.ENDED))

    def approving(self) -> "PostQuerySet":
        """Current posts whose holders may decide who else works at the school."""
        return self.current().filter(role__in=APPROVING_ROLES)

    def visible_to(self, user: "Visitor") -> "PostQuerySet":
        """One's own; colleagues where one is approved; claims where one decides; the hub: all."""
        from accounts.permissions import is_hub_admin

        if is_hub_admin(user):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        mine = Post.objects.filter(user_id=user.pk)
        return self.filter(
            Q(user_id=user.pk)
            | Q(school__in=mine.current().values("school"), state=PostState.APPROVED)
            | Q(school__in=mine.approving().values("school"))
        )


class Post(models.Model):
    """One person, one school, one role, from a day to a day. Begins as a claim."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="posts",
        verbose_name="person",
    )
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=10, choices=PostRole.choices)
    state = models.CharField(
        max_length=8, choices=PostState.choices, default=PostState.CLAIMED, db_index=True
    )
    start_date = models.DateField("from", default=timezone.localdate)
    end_date = models.DateField("until", null=True, blank=True, help_text="The last day.")
    claimed_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty when the claim waits, or when that account is gone.",
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("school", "user", "role")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "school", "role"),
                condition=Q(state__in=(PostState.CLAIMED, PostState.APPROVED)),
                name="one_open_post_per_person_school_and_role",
            ),
            models.CheckConstraint(
                name="a_post_ends_after_it_begins",
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
            ),
            models.CheckConstraint(
                name="a_post_is_decided_once_it_no_longer_waits",
                condition=Q(state=PostState.CLAIMED, decided_at=None, decided_by=None)
                | (~Q(state=PostState.CLAIMED) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_ended_post_has_an_end",
                condition=~Q(state=PostState.ENDED) | Q(end_date__isnull=False),
            ),
            models.CheckConstraint(
                name="post_role_and_state_are_known",
                condition=Q(role__in=PostRole.values, state__in=PostState.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} at {self.school}"

    @property
    def is_waiting(self) -> bool:
        return self.state == PostState.CLAIMED

    @property
    def is_approved(self) -> bool:
        return self.state == PostState.APPROVED

    def follows_another(self) -> bool:
        """Whether this person's claim or post at this school ended or was declined within a day."""
        return Post.objects.filter(user=self.user_id, school=self.school_id).over_lately().exists()
