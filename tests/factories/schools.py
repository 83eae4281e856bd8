"""Schools and posts to test with.

`SchoolFactory()` is an open primary of 200 in Demoton; traits: `is_shut`, `is_little`.
`PostFactory(user=…)` is an approved teacher's post; traits: `is_waiting`, `is_over`.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from schools.enums import LinkKind, Phase, PostRole, PostState, SchoolStatus
from schools.models import LocalAuthority, Post, School, SchoolLink


class LocalAuthorityFactory(DjangoModelFactory[LocalAuthority]):
    class Meta:
        model = LocalAuthority
        django_get_or_create = ("code",)

    code = 941
    name = factory.LazyAttribute(lambda made: f"Authority {made.code}")


class SchoolFactory(DjangoModelFactory[School]):
    class Meta:
        model = School
        django_get_or_create = ("urn",)

    class Params:
        is_shut = factory.Trait(status=SchoolStatus.CLOSED, close_date=date(2020, 8, 31))
        is_little = factory.Trait(pupils_on_roll=Decimal(64))

    urn = factory.Sequence(lambda number: 999100 + number)
    name = factory.LazyAttribute(lambda made: f"Demo School {made.urn}")
    phase = Phase.PRIMARY
    school_type = "Community school"
    town = "Demoton"
    postcode = "ZZ9 9ZZ"
    pupils_on_roll = Decimal(200)
    authority = factory.SubFactory(LocalAuthorityFactory)


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    class Params:
        is_waiting = factory.Trait(state=PostState.CLAIMED, decided_at=None)
        is_over = factory.Trait(
            state=PostState.ENDED,
            end_date=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)),
        )

    school = factory.SubFactory(SchoolFactory)
    role = PostRole.TEACHER
    state = PostState.APPROVED
    start_date = date(2024, 9, 1)
    decided_at = factory.LazyFunction(timezone.now)


class SchoolLinkFactory(DjangoModelFactory[SchoolLink]):
    class Meta:
        model = SchoolLink

    kind = LinkKind.SUCCESSION
    predecessor_urn = factory.LazyAttribute(lambda made: made.predecessor.urn)
    successor_urn = factory.LazyAttribute(lambda made: made.successor.urn)
