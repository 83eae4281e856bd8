"""What a national plan asks of hubs, and for how long it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.search import index

from core.blocks import BodyBlock, StreamField
from core.models import BasePage
from home.enums import RoleKind
from home.models.role import Role


@dataclass(frozen=True, kw_only=True)
class RoleGroup:
    """The roles of one kind."""

    kind: RoleKind
    roles: list[Role]

    @property
    def label(self) -> str:
        """'Core roles', 'Aims'."""
        return f"{self.kind.label}s"

    @property
    def anchor(self) -> str:
        """The group's address on the page."""
        return self.kind.value.lower()

    @property
    def is_answered(self) -> bool:
        """Whether anything is said about our part."""
        return any(role.our_part for role in self.roles)


class RoleSetPage(BasePage):
    """The roles or aims of one national plan, dated: an old set stays as it was in force."""

    plan = models.CharField(max_length=160, help_text="The plan's name and its year.")
    valid_from_date = models.DateField("in force from")
    valid_until_date = models.DateField(
        "in force until", null=True, blank=True, help_text="Empty while it is in force."
    )
    body = StreamField(BodyBlock(), blank=True)
    attribution = models.CharField(max_length=300, blank=True, help_text="Source and licence.")

    parent_page_types = ["home.SectionPage"]
    subpage_types: list[str] = []
    page_description = "The roles that a national plan gives to hubs, with our part in each."

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("plan"),
                FieldRowPanel([FieldPanel("valid_from_date"), FieldPanel("valid_until_date")]),
            ],
            heading="The plan",
        ),
        FieldPanel("body"),
        InlinePanel("roles", heading="Roles", label="Role"),
        FieldPanel("attribution"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("plan"),
        index.SearchField("body"),
        index.RelatedFields("roles", [index.SearchField("text"), index.SearchField("our_part")]),
    ]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until_date__isnull=True)
                | Q(valid_until_date__gt=F("valid_from_date")),
                name="a_role_set_ends_after_it_begins",
            ),
        )

    def clean(self) -> None:
        super().clean()
        if self.valid_until_date and self.valid_until_date <= self.valid_from_date:
            raise ValidationError(
                {"valid_until_date": "Choose a day after the one from which it is in force."}
            )

    def is_in_force(self, on: date | None = None) -> bool:
        """Whether the set applies on this day; the last day is not one of them."""
        on = on or timezone.localdate()
        until = self.valid_until_date
        return self.valid_from_date <= on and (until is None or on < until)

    @property
    def groups(self) -> list[RoleGroup]:
        """The roles by kind, each in the editors' order: one statement."""
        order = [kind.value for kind in RoleKind]
        roles = sorted(self.roles.all(), key=lambda role: order.index(role.kind))
        return [
            RoleGroup(kind=RoleKind(kind), roles=list(of_kind))
            for kind, of_kind in groupby(roles, key=lambda role: role.kind)
        ]
