"""When the demonstration's courses run. Every date counts in weeks from the Monday of loading."""

from dataclasses import dataclass, field

from courses.actions.runs import PriceLine
from courses.enums import Audience, Format, RunState

FREE = (PriceLine(audience=Audience.SCHOOL, net_pence=0, name="Everybody, paid for by the hub"),)
USUAL = (
    PriceLine(audience=Audience.SCHOOL, net_pence=7500),
    PriceLine(audience=Audience.SMALL_SCHOOL, net_pence=4000),
    PriceLine(audience=Audience.INDIVIDUAL, net_pence=4000),
)
SHORT = (
    PriceLine(audience=Audience.SCHOOL, net_pence=4000),
    PriceLine(audience=Audience.SMALL_SCHOOL, net_pence=2500),
    PriceLine(audience=Audience.INDIVIDUAL, net_pence=2500),
)
WHOLE_SCHOOL = (
    PriceLine(audience=Audience.SCHOOL, net_pence=18000, name="Schools, for all your staff"),
    PriceLine(
        audience=Audience.SMALL_SCHOOL, net_pence=12000, name="Small schools, for all your staff"
    ),
)
EVENING = ("15:45", "17:15")
LINK = "https://meet.example.org/music-hub-demonstration"
RECORDING = "https://watch.example.org/planning-a-progression-overview"


NEEDS = (
    ("Step-free way in and a space for a wheelchair (demonstration)", ""),
    ("", "Vegan, and no nuts (demonstration)"),
    ("A seat near the speaker: I lip-read (demonstration)", "Halal (demonstration)"),
)


@dataclass(frozen=True, kw_only=True)
class Timed:
    """One run: its code is what tells a later load that it is there already."""

    code: str
    course: str
    format: Format
    week: int = 0
    weekday: int = 0
    times: tuple[str, str] = EVENING
    meetings: tuple[str, ...] = ("",)
    every: int = 1
    capacity: int = 20
    minimum: int = 0
    venue: str = ""
    link: str = ""
    recording: str = ""
    prices: tuple[PriceLine, ...] = USUAL
    tutors: tuple[str, ...] = ()
    any_time: str = ""
    state: RunState = RunState.OPEN
    reason: str = ""
    #: How many people of the demonstration have a place, beside those named in `people`.
    taken: int = 0
    people: tuple[str, ...] = field(default=())
    #: What the first of them need: access, food.
    needs: tuple[tuple[str, str], ...] = ()


MON, TUE, WED, THU, FRI = range(5)
HALL, CENTRE = "hall", "centre"

RUNS = (
    # The one that is under way: its second evening is this week, for the tutor's register.
    Timed(
        code="listen-now",
        course="listening-that-goes-somewhere",
        format=Format.SERIES,
        week=-1,
        weekday=MON,
        meetings=("What to listen for", "Talking about music", "From listening to making"),
        capacity=16,
        venue=HALL,
        prices=FREE,
        tutors=("tess",),
        state=RunState.RUNNING,
        taken=8,
        people=("tariq",),
        needs=NEEDS,
    ),
    Timed(
        code="listen-next",
        course="listening-that-goes-somewhere",
        format=Format.TWILIGHT,
        week=15,
        weekday=WED,
        times=("16:00", "17:30"),
        venue=CENTRE,
        prices=SHORT,
        tutors=("theo",),
    ),
    # Over: marked, closed, and answered about.
    Timed(
        code="sing-past",
        course="singing-with-confidence-in-key-stage-1",
        format=Format.SERIES,
        week=-4,
        weekday=TUE,
        meetings=("Finding your voice, and theirs", "Teaching by ear"),
        capacity=16,
        venue=HALL,
        prices=FREE,
        tutors=("tess",),
        state=RunState.FINISHED,
        taken=8,
        people=("tariq",),
    ),
    # Full.
    Timed(
        code="network-1",
        course="music-leads-network",
        format=Format.NETWORK,
        week=2,
        weekday=WED,
        times=("16:00", "17:30"),
        capacity=8,
        venue=CENTRE,
        prices=FREE,
        tutors=("tess",),
        taken=8,
    ),
    Timed(
        code="network-2",
        course="music-leads-network",
        format=Format.NETWORK,
        week=10,
        weekday=THU,
        times=("16:00", "17:30"),
        capacity=24,
        venue=HALL,
        prices=FREE,
        tutors=("tess",),
        taken=3,
        people=("tariq",),
    ),
    # Nearly full.
    Timed(
        code="compose-1",
        course="composing-with-year-5-and-6",
        format=Format.TWILIGHT,
        week=6,
        weekday=THU,
        times=("15:45", "17:45"),
        capacity=12,
        minimum=6,
        venue=HALL,
        prices=FREE,
        tutors=("tess",),
        taken=10,
        needs=NEEDS[:2],
    ),
    Timed(
        code="sing-1",
        course="singing-with-confidence-in-key-stage-1",
        format=Format.SERIES,
        week=7,
        weekday=TUE,
        meetings=("Finding your voice, and theirs", "Teaching by ear", "Planning a term of songs"),
        every=2,
        capacity=24,
        minimum=8,
        venue=HALL,
        tutors=("tess",),
    ),
    # Cancelled.
    Timed(
        code="sing-2",
        course="singing-with-confidence-in-key-stage-1",
        format=Format.TWILIGHT,
        week=11,
        weekday=TUE,
        venue=CENTRE,
        state=RunState.CANCELLED,
        reason="The hall is being repaired that week. The three evenings at Demo Meadow go ahead.",
    ),
    Timed(
        code="ukulele-1",
        course="whole-class-ukulele-for-beginners",
        format=Format.SERIES,
        week=9,
        weekday=MON,
        times=("13:30", "15:30"),
        meetings=("Holding, tuning, one chord", "Three chords, ten songs", "Thirty at once"),
        capacity=15,
        minimum=6,
        venue=CENTRE,
        tutors=("theo",),
    ),
    Timed(
        code="progress-1",
        course="planning-a-progression-overview",
        format=Format.LIVE_ONLINE,
        week=3,
        weekday=THU,
        times=("16:00", "17:30"),
        capacity=40,
        link=LINK,
        prices=SHORT,
        tutors=("tess",),
    ),
    Timed(
        code="progress-rec",
        course="planning-a-progression-overview",
        format=Format.RECORDED,
        meetings=(),
        capacity=500,
        prices=FREE,
        any_time="Watch whenever you like, 50 minutes",
        recording=RECORDING,
    ),
    Timed(
        code="assess-1",
        course="assessing-musically",
        format=Format.ONE_DAY,
        week=9,
        weekday=FRI,
        times=("09:30", "15:30"),
        capacity=18,
        minimum=8,
        venue=CENTRE,
        tutors=("theo",),
    ),
    Timed(
        code="laptops-1",
        course="music-technology-with-two-laptops",
        format=Format.BLENDED,
        week=8,
        weekday=TUE,
        times=("16:00", "17:30"),
        meetings=("Together: beats, loops and a microphone", "Online: show what your class made"),
        every=3,
        capacity=14,
        venue=CENTRE,
        prices=SHORT,
        tutors=("theo",),
    ),
    Timed(
        code="send-1",
        course="music-for-pupils-with-send",
        format=Format.ONE_DAY,
        week=13,
        weekday=WED,
        times=("09:30", "15:00"),
        capacity=16,
        minimum=6,
        venue=HALL,
        tutors=("tess",),
    ),
    Timed(
        code="send-2",
        course="music-for-pupils-with-send",
        format=Format.LIVE_ONLINE,
        week=22,
        weekday=TUE,
        times=("16:00", "17:00"),
        capacity=30,
        link=LINK,
        prices=FREE,
        tutors=("tess",),
    ),
    Timed(
        code="open-y3",
        course="open-classroom-a-year-3-lesson",
        format=Format.OPEN_CLASSROOM,
        week=5,
        weekday=THU,
        times=("09:15", "11:30"),
        capacity=6,
        venue=HALL,
        prices=FREE,
        tutors=("tess",),
        taken=2,
    ),
    Timed(
        code="conference-1",
        course="challenging-times-the-annual-conference",
        format=Format.CONFERENCE,
        week=18,
        weekday=MON,
        times=("09:00", "15:30"),
        capacity=120,
        minimum=40,
        venue=CENTRE,
    ),
    Timed(
        code="inset-1",
        course="inset-in-your-school",
        format=Format.IN_SCHOOL,
        meetings=(),
        capacity=8,
        prices=WHOLE_SCHOOL,
        any_time="Any day you choose, until the end of the summer term",
    ),
    # A draft, which only the office sees.
    Timed(
        code="ukulele-2",
        course="whole-class-ukulele-for-beginners",
        format=Format.ONE_DAY,
        week=24,
        weekday=FRI,
        times=("09:30", "15:30"),
        capacity=15,
        venue=HALL,
        tutors=("theo",),
        state=RunState.DRAFT,
    ),
)
