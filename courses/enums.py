"""The words for runs, bookings, places and marks, and which state may follow which."""

from django.db import models


class Format(models.TextChoices):
    """How a run is given. The lower-case value is what the catalogue's address carries."""

    ONE_DAY = "ONE_DAY", "One day"
    TWILIGHT = "TWILIGHT", "Twilight"
    SERIES = "SERIES", "Several sessions"
    NETWORK = "NETWORK", "Network meeting"
    LIVE_ONLINE = "LIVE_ONLINE", "Live online"
    RECORDED = "RECORDED", "Recorded"
    BLENDED = "BLENDED", "Blended"
    CONFERENCE = "CONFERENCE", "Conference"
    OPEN_CLASSROOM = "OPEN_CLASSROOM", "Open classroom"
    IN_SCHOOL = "IN_SCHOOL", "In your school"


#: Nobody travels to these.
ONLINE_FORMATS = (Format.LIVE_ONLINE, Format.RECORDED)


class RunState(models.TextChoices):
    """Where a run stands."""

    DRAFT = "DRAFT", "Draft"
    OPEN = "OPEN", "Open for booking"
    CLOSED = "CLOSED", "Booking closed"
    RUNNING = "RUNNING", "Running"
    FINISHED = "FINISHED", "Finished"
    CANCELLED = "CANCELLED", "Cancelled"


RUN_TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.DRAFT: frozenset({RunState.OPEN, RunState.CANCELLED}),
    RunState.OPEN: frozenset({RunState.CLOSED, RunState.RUNNING, RunState.CANCELLED}),
    RunState.CLOSED: frozenset({RunState.OPEN, RunState.RUNNING, RunState.CANCELLED}),
    RunState.RUNNING: frozenset({RunState.FINISHED, RunState.CANCELLED}),
    RunState.FINISHED: frozenset(),
    RunState.CANCELLED: frozenset(),
}
#: Where a run goes back to when its sessions are moved to later, and only then.
RUN_RETURNS: dict[RunState, frozenset[RunState]] = {
    RunState.RUNNING: frozenset({RunState.OPEN, RunState.CLOSED}),
    RunState.FINISHED: frozenset({RunState.OPEN, RunState.CLOSED, RunState.RUNNING}),
}


class Audience(models.TextChoices):
    """Whom a price is for."""

    SCHOOL = "SCHOOL", "Schools"
    MEMBER_SCHOOL = "MEMBER_SCHOOL", "Member schools"
    SMALL_SCHOOL = "SMALL_SCHOOL", "Small schools"
    LEAD_SCHOOL = "LEAD_SCHOOL", "Lead schools"
    INDIVIDUAL = "INDIVIDUAL", "Freelance musicians and individuals"
    FUNDED = "FUNDED", "Funded places"
    SECOND_DELEGATE = "SECOND_DELEGATE", "A second person from the same school"
    OUT_OF_AREA = "OUT_OF_AREA", "Schools outside our area"


class BookingState(models.TextChoices):
    """Where a booking stands."""

    HELD = "HELD", "Held"
    PENDING_APPROVAL = "PENDING_APPROVAL", "Waiting for approval"
    OFFERED = "OFFERED", "Offered"
    CONFIRMED = "CONFIRMED", "Booked"
    EXPIRED = "EXPIRED", "Expired"
    CANCELLED = "CANCELLED", "Cancelled"


BOOKING_TRANSITIONS: dict[BookingState, frozenset[BookingState]] = {
    BookingState.HELD: frozenset(
        {BookingState.CONFIRMED, BookingState.EXPIRED, BookingState.PENDING_APPROVAL}
    ),
    BookingState.PENDING_APPROVAL: frozenset({BookingState.CONFIRMED, BookingState.CANCELLED}),
    BookingState.OFFERED: frozenset({BookingState.HELD, BookingState.EXPIRED}),
    BookingState.CONFIRMED: frozenset({BookingState.CANCELLED}),
    BookingState.EXPIRED: frozenset({BookingState.CONFIRMED}),
    BookingState.CANCELLED: frozenset(),
}


#: States in which a booking keeps places only until `hold_expires_at`.
EXPIRING_STATES = (BookingState.HELD, BookingState.OFFERED, BookingState.PENDING_APPROVAL)


class PlaceState(models.TextChoices):
    """Where one place stands. A place is counted while HELD, OFFERED or CONFIRMED."""

    HELD = "HELD", "Held"
    OFFERED = "OFFERED", "Offered"
    CONFIRMED = "CONFIRMED", "Booked"
    EXPIRED = "EXPIRED", "Expired"
    CANCELLED = "CANCELLED", "Cancelled"


COUNTED_STATES = (PlaceState.HELD, PlaceState.OFFERED, PlaceState.CONFIRMED)


class EntryState(models.TextChoices):
    """Where a wish for places on a full run stands."""

    WAITING = "WAITING", "Waiting"
    OFFERED = "OFFERED", "Offered a place"
    ACCEPTED = "ACCEPTED", "Accepted"
    DECLINED = "DECLINED", "Declined"
    LAPSED = "LAPSED", "Offer ran out"
    WITHDRAWN = "WITHDRAWN", "Left the list"
    CLOSED = "CLOSED", "List closed"


ENTRY_TRANSITIONS: dict[EntryState, frozenset[EntryState]] = {
    EntryState.WAITING: frozenset({EntryState.OFFERED, EntryState.WITHDRAWN, EntryState.CLOSED}),
    EntryState.OFFERED: frozenset(
        {
            EntryState.ACCEPTED,
            EntryState.DECLINED,
            EntryState.LAPSED,
            EntryState.WITHDRAWN,
            EntryState.CLOSED,
        }
    ),
    EntryState.LAPSED: frozenset({EntryState.WAITING}),  # once, at the back
    EntryState.ACCEPTED: frozenset(),
    EntryState.DECLINED: frozenset(),
    EntryState.WITHDRAWN: frozenset(),
    EntryState.CLOSED: frozenset(),
}
LIVE_ENTRY_STATES = (EntryState.WAITING, EntryState.OFFERED)


class DayKind(models.TextChoices):
    """How a policy counts days before the start."""

    WORKING = "WORKING", "working days"
    CALENDAR = "CALENDAR", "days"


class PolicyUse(models.TextChoices):
    """Which runs get a policy when none is chosen for them."""

    PRICED = "PRICED", "Courses with a price"
    FREE = "FREE", "Free courses"
    ONLINE = "ONLINE", "Online courses"


class VoucherEffect(models.TextChoices):
    """What a voucher takes off the net price of a place."""

    PERCENT = "PERCENT", "Per cent of the price"
    AMOUNT = "AMOUNT", "An amount of money"


class Wave(models.TextChoices):
    """When somebody says how a course was for them."""

    BEFORE = "BEFORE", "Before the course"
    CLOSE = "CLOSE", "At the end"
    SIX_WEEKS = "SIX_WEEKS", "After six weeks"


class Mark(models.TextChoices):
    """What a register says of one person at one session."""

    PRESENT = "PRESENT", "Present"
    LATE = "LATE", "Late"
    LEFT_EARLY = "LEFT_EARLY", "Left early"
    ABSENT = "ABSENT", "Absent"
    EXCUSED = "EXCUSED", "Excused"


ATTENDED_MARKS = (Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY)


class MarkSource(models.TextChoices):
    """Where a mark came from."""

    TUTOR = "TUTOR", "Tutor's register"
    HUB = "HUB", "Hub office"
    DOOR = "DOOR", "Arrival code at the door"
    DEMO = "DEMO", "Demonstration"
