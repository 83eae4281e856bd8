"""What freezes when a version is published, at every door that the ORM has."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from certification.enums import SpecificationStatus
from certification.exceptions import SpecificationPublishedError

Row = TypeVar("Row", bound="Frozen")


class FrozenQuerySet(models.QuerySet[Row]):
    """Rows of versions. What would change a published one raises SpecificationPublishedError."""

    def published(self) -> Self:
        """Those that belong to a version which is no longer a draft."""
        return self.exclude(**{self.model.status_path: SpecificationStatus.DRAFT})

    def update(self, **kwargs: Any) -> int:
        """As Django's, for drafts only, and never into a published version."""
        self._refuse_if_published()
        owner = self.model.owner_field()
        if owner:
            moved_to = kwargs.get(owner, kwargs.get(f"{owner}_id"))
            pk = moved_to.pk if isinstance(moved_to, models.Model) else moved_to
            if isinstance(pk, int):
                self.model.refuse_owners([pk])
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, for drafts only."""
        self._refuse_if_published()
        return super().delete()

    def bulk_create(
        self,
        objs: Iterable[Row],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        update_conflicts: bool = False,  # noqa: FBT001, FBT002
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[Row]:
        """As Django's, into drafts only."""
        rows = list(objs)
        self.model.refuse_owners(row.owner_id() for row in rows)
        return super().bulk_create(
            rows, batch_size, ignore_conflicts, update_conflicts, update_fields, unique_fields
        )

    def bulk_update(
        self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        """As Django's, for drafts only, and never into a published version."""
        rows = list(objs)
        self.model.refuse_owners(row.owner_id() for row in rows)
        return super().bulk_update(rows, fields, batch_size)

    def _refuse_if_published(self) -> None:
        if self.order_by().published().exists():
            raise SpecificationPublishedError


class Frozen(models.Model):
    """A version, or a part of one. Once the version is published, nothing here can change it."""

    #: The way from this row to the status of its version.
    status_path: ClassVar[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises SpecificationPublishedError unless what is stored and where it goes are drafts."""
        self._refuse_if_published()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises SpecificationPublishedError when the version is no longer a draft."""
        self._refuse_if_published()
        return super().delete(*args, **kwargs)

    @classmethod
    def owner_field(cls) -> str:
        """The name of the foreign key to what this is a part of; empty for the version itself."""
        return cls.status_path.rpartition("__")[0].partition("__")[0]

    def owner_id(self) -> int | None:
        """The key of what this is a part of."""
        owner = self.owner_field()
        return getattr(self, f"{owner}_id") if owner else None

    @classmethod
    def refuse_owners(cls, keys: Iterable[int | None]) -> None:
        """Raises SpecificationPublishedError if any of these owners' version is published."""
        owner, wanted = cls.owner_field(), {key for key in keys if key}
        if not owner or not wanted:
            return
        model: Any = cls._meta.get_field(owner).related_model
        rest = cls.status_path.partition("__")[2]
        owners = model._base_manager.filter(pk__in=wanted)
        if owners.exclude(**{rest: SpecificationStatus.DRAFT}).exists():
            raise SpecificationPublishedError

    def _refuse_if_published(self) -> None:
        stored = type(self)._base_manager.filter(pk=self.pk)
        if self.pk and stored.exclude(**{self.status_path: SpecificationStatus.DRAFT}).exists():
            raise SpecificationPublishedError
        self.refuse_owners([self.owner_id()])
