"""What the look means: which states there are, and how quantities become beats."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BaseForm


@dataclass(frozen=True)
class StateLook:
    """How a state is drawn. It is never colour alone: a word and an icon always go with it."""

    tone: str
    icon: str
    word: str


STATES: dict[str, StateLook] = {
    key: StateLook(tone, icon, word)
    for key, tone, icon, word in (
        # places on a run
        ("places", "good", "ring", "Places left"),
        ("few", "warn", "most", "Few places left"),
        ("last", "warn", "most", "1 place left"),
        ("full", "soft", "full", "Full"),
        ("open", "good", "ring", "Open for booking"),
        ("opens", "soft", "clock", "Booking opens soon"),
        ("closed", "soft", "lock", "Booking closed"),
        ("cancelled", "bad", "cross", "Cancelled"),
        ("unlimited", "good", "ring", "No limit on places"),
        ("will-run", "good", "tick", "Will run"),
        ("below-minimum", "bad", "bad", "Below the minimum"),
        ("finished", "soft", "tick", "Finished"),
        # bookings and places
        ("booked", "good", "tick", "Booked"),
        ("confirmed", "good", "tick", "Booked"),
        ("held", "warn", "clock", "Held for you"),
        ("offered", "warn", "dot", "Offered to you"),
        ("pending-approval", "warn", "clock", "Waits for approval"),
        ("waiting", "soft", "wait", "On the waiting list"),
        ("expired", "soft", "clock", "Hold ran out"),
        ("attended", "good", "tick", "Attended"),
        ("unnamed", "warn", "person", "No name yet"),
        # money
        ("paid", "good", "tick", "Paid"),
        ("owed", "warn", "money", "To pay"),
        ("invoiced", "soft", "file", "Invoiced"),
        ("overdue", "bad", "bad", "Overdue"),
        ("refunded", "soft", "undo", "Refunded"),
        ("part-paid", "warn", "half", "Part paid"),
        ("free", "good", "ring", "Free"),
        # the certificate
        ("not-started", "soft", "ring", "Not started"),
        ("evidenced", "press", "half", "Evidenced"),
        ("submitted", "press", "half", "With your tutor"),
        ("not-yet-met", "warn", "undo", "Needs another go"),
        ("met", "good", "tick", "Met"),
        ("verified", "good", "verified", "Met and verified"),
        ("awarded", "good", "verified", "Awarded"),
        ("in-progress", "press", "half", "Under way"),
        ("green", "good", "tick", "Green: on time"),
        ("amber", "warn", "warn", "Amber: a little behind"),
        ("red", "bad", "bad", "Red: talk to your tutor"),
        # work and words
        ("draft", "soft", "pencil", "Draft"),
        ("live", "good", "tick", "Published"),
        ("late", "bad", "bad", "Late"),
        ("due-today", "warn", "clock", "Due today"),
        ("due", "warn", "clock", "Due soon"),
        ("this-week", "soft", "ring", "This week"),
        ("done", "good", "tick", "Done"),
        ("pending", "warn", "clock", "Waiting for approval"),
        ("approved", "good", "tick", "Approved"),
        ("refused", "bad", "cross", "Not approved"),
        ("active", "good", "ring", "Active"),
        ("ended", "soft", "cross", "Ended"),
        ("unmarked", "warn", "wait", "Not marked"),
        ("mail", "soft", "mail", "Sent"),
        ("failed", "bad", "bad", "Did not arrive"),
    )
}

FORMATS = {
    "oneday": ("oneday", "day", "halfday"),
    "twilight": ("twilight", "evening", "afterschool"),
    "series": ("series", "severalsessions", "multisession"),
    "network": ("network", "networkmeeting"),
    "live": ("live", "liveonline", "online", "webinar"),
    "recorded": ("recorded", "ondemand", "selfpaced"),
    "inschool": ("inschool", "inyourschool"),
    "blended": ("blended",),
    "conference": ("conference",),
    "openclassroom": ("openclassroom",),
}
_FORMAT_ART = {alias: name for name, aliases in FORMATS.items() for alias in aliases}


def format_art(course_format: str) -> str:
    """The drawing's name for a course format, however it is spelt: ONE_DAY, 'One day'."""
    plain = "".join(letter for letter in str(course_format).lower() if letter.isalpha())
    return _FORMAT_ART.get(plain, "oneday")


MOST_BEATS = 36


@dataclass(frozen=True)
class Beat:
    """One drawn beat, or a bar line between two lots of them."""

    kind: str


def beats_of(
    taken: int = 0, held: int = 0, offered: int = 0, free: int = 0, waiting: int = 0, of: int = 0
) -> list[Beat]:
    """Beats for `taken`, `held`, `offered`, `free`, then, behind a bar line, `waiting`.

    Give `of` instead of `free` to have the rest drawn as free. Beyond 36 places nobody counts
    dots, so nothing is drawn and the words (and the bar) must say it. At most 8 are drawn waiting.
    """
    free = max(0, of - taken - held - offered) if of else free
    if taken + held + offered + free > MOST_BEATS:
        return []
    row = (
        [Beat("on")] * taken
        + [Beat("half")] * held
        + [Beat("dot")] * offered
        + [Beat("free")] * free
    )
    if waiting:
        row += [Beat("line")] + [Beat("wait")] * min(waiting, 8)
    return row


@dataclass(frozen=True)
class Problem:
    """One thing to put right, and the id of the field it is about (empty: the form as a whole)."""

    target: str
    message: str


def problems_of(form: BaseForm) -> list[Problem]:
    """The form's errors in the order of its fields, those about the whole form first."""
    problems = [Problem("", str(message)) for message in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
        problems += [Problem(target, str(message)) for message in field.errors]
    return problems


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, in the units of its drawing."""

    label: str
    value: int
    now: bool
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Where its label stands."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class Line:
    """A grid line and the value it stands for."""

    y: int
    value: int


@dataclass(frozen=True)
class Chart:
    """A bar chart ready to be drawn."""

    width: int
    height: int
    floor: int
    bars: list[Bar]
    lines: list[Line]


def chart_of(values: list[tuple[str, int, bool]]) -> Chart:
    """Bars for (label, value, is it now), on a scale from nought to a round step."""
    width, height, floor, top, left = 720, 264, 230, 24, 48
    step = _round_step(max((value for _, value, _ in values), default=0))
    highest = 3 * step
    slot = (width - left) / max(1, len(values))
    bar_width = round(min(72, slot * 0.66))
    bars = []
    for index, (label, value, now) in enumerate(values):
        tall = round((floor - top) * value / highest)
        x = round(left + slot * index + (slot - bar_width) / 2)
        bars.append(Bar(label, value, now, x, floor - tall, bar_width, tall))
    lines = [Line(round(floor - (floor - top) * n / 3), n * step) for n in (1, 2, 3)]
    return Chart(width, height, floor, bars, lines)


def _round_step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … of which three reach `most`."""
    scale = 1
    while True:
        for digit in (1, 2, 5):
            if 3 * digit * scale >= most:
                return digit * scale
        scale *= 10
