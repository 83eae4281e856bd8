"""What moved: where a run's sessions stood before a change and where they stand after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from courses.models import CourseRun, Session


@dataclass(frozen=True, kw_only=True)
class Stand:
    """When and where one session is, as people with a place know it."""

    session_id: int
    title: str
    start_at: datetime
    end_at: datetime
    where: str
    sequence: int

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Stand:
        """What `as_json` made of one."""
        times = {name: datetime.fromisoformat(said[name]) for name in ("start_at", "end_at")}
        return cls(**{**said, **times})

    def as_json(self) -> dict[str, Any]:
        """As a task keeps it."""
        times = {"start_at": self.start_at.isoformat(), "end_at": self.end_at.isoformat()}
        return {**asdict(self), **times}

    @property
    def times(self) -> tuple[datetime, datetime]:
        return self.start_at, self.end_at


@dataclass(frozen=True, kw_only=True)
class Move:
    """One session that is somewhere else now. Without `was` it is new; without `now`, gone."""

    was: Stand | None
    now: Stand | None

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Move:
        """What `as_json` made of one."""
        stands = {name: said[name] and Stand.from_json(said[name]) for name in ("was", "now")}
        return cls(**stands)

    def as_json(self) -> dict[str, Any]:
        """As a task keeps it."""
        return {"was": self.was and self.was.as_json(), "now": self.now and self.now.as_json()}

    @property
    def is_other_time(self) -> bool:
        """Whether it is another time; else only the place is another."""
        return self.was is None or self.now is None or self.was.times != self.now.times


def locked(run: CourseRun) -> dict[int, Stand]:
    """Where the run's sessions stand, the run locked: of two changes the second sees the first.

    Call it inside the transaction of the change, before anything else.
    """
    CourseRun.objects.select_for_update().get(pk=run.pk)
    return stands(run)


def stands(run: CourseRun) -> dict[int, Stand]:
    """Where each session of the run stands now, by its primary key. One statement."""
    sessions = Session.objects.filter(run=run).select_related("venue", "run__venue")
    return {session.pk: _stand(session) for session in sessions}


def between(
    before: Mapping[int, Stand], after: Mapping[int, Stand], *, now: datetime | None = None
) -> list[Move]:
    """What people must hear of: sessions moved, added and taken away, but for what is past.

    Pure; in the order of the days on which they are, or were.
    """
    moment = now or timezone.now()
    moved = [
        Move(was=before.get(pk), now=after.get(pk))
        for pk in {**before, **after}
        if _differs(before.get(pk), after.get(pk))
    ]
    coming = [move for move in moved if _is_coming(move, moment)]
    return sorted(coming, key=_when)


def _stand(session: Session) -> Stand:
    venue = session.venue or session.run.venue
    return Stand(
        session_id=session.pk,
        title=session.title,
        start_at=session.start_at,
        end_at=session.end_at,
        where=", ".join(filter(None, (venue.name if venue else "", session.room))),
        sequence=session.sequence,
    )


def _differs(was: Stand | None, now: Stand | None) -> bool:
    return was is None or now is None or (was.times, was.where) != (now.times, now.where)


def _is_coming(move: Move, moment: datetime) -> bool:
    return any(stand is not None and stand.end_at > moment for stand in (move.was, move.now))


def _when(move: Move) -> datetime:
    return next(stand.start_at for stand in (move.now, move.was) if stand)


def later(moment: datetime, days: timedelta) -> datetime:
    """That many days later, at the same time on London's clocks."""
    local = timezone.localtime(moment)
    return timezone.make_aware(datetime.combine(local.date() + days, local.time()))
