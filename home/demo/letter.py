"""The open letter of November 2013, told in our own words, and its nine promises."""

from datetime import date

from core.models import BasePage
from home.demo.building import Fields, Links, Spec
from home.demo.pieces import leads, quotation, text
from home.enums import CommitmentStatus
from home.models import Commitment, LetterPage

KEPT, WELL_ON = CommitmentStatus.KEPT, CommitmentStatus.WELL_ON
STARTED, PLANNED = CommitmentStatus.STARTED, CommitmentStatus.PLANNED


def words(links: Links) -> Fields:
    report = links.to("report", "what it recommends, and what is answered")
    return {
        "body": [
            text(
                "Dear colleagues,",
                "Last Friday Ofsted reported on music hubs and was not content: too little of "
                "what hubs do, it says, reaches the ordinary music lesson. You may have met it "
                f"in the news first. Here is {report}.",
                "There is a good deal to be proud of. More than 20,000 children and young people "
                "played an instrument in the county last year, and 6,000 were part of a First "
                "Access project. The report asks hubs for more than the national plan does, and "
                "no new money comes with it. We want to meet it all the same, with you.",
                "So these are our promises. Three of them carry a condition, and we mean it: we "
                "develop curriculum teaching <b>where we are invited</b>, support training "
                "<b>where it is required</b>, and bring schools together <b>where support from "
                "colleagues would help</b>. Who asked is written down.",
                "With the other East Midlands hubs and the University of Northampton we are "
                "working on a plan for the region. It will probably include looking at the state "
                "of curriculum music across the county, which nobody has done for many years. "
                "You will hear before it begins.",
            ),
            quotation("we remain available to discuss your needs at any time", "The letter itself"),
            text("Schools are the most important partners a hub has."),
        ],
        "after": [
            leads(
                "Read around it",
                (
                    "What hubs must do: the report of 2013",
                    links.choice("report"),
                    "Eleven recommendations, with an answer to each, and Music Mark’s response.",
                ),
                (
                    "What the national plans ask of hubs",
                    links.choice("what"),
                    "The roles of 2011 that the letter names, and the aims of 2022 that followed.",
                ),
                (
                    "Help for schools",
                    links.choice("help"),
                    "How to ask us in, find training or meet a school that has been there.",
                ),
            )
        ],
    }


CORE, EXTENSION = "Core roles, national plan of 2011", "Extension roles, national plan of 2011"
OFFICE = "the hub office"

PROMISES: list[dict[str, object]] = [
    {
        "text": "Run the four core roles: First Access, progression routes, ensembles and a "
        "vocal strategy",
        "role": CORE,
        "status": KEPT,
        "progress": "Reported to Arts Council England every year",
        "evidence": "<p>Each role has its figures in the yearly return to the Arts Council.</p>",
    },
    {
        "text": "Lend instruments, and give children high-quality experiences with professional "
        "musicians in fine venues",
        "role": EXTENSION,
        "status": KEPT,
        "progress": "Two extension roles, reported with the core roles",
        "evidence": "<p>Loans and concerts are counted in the same yearly return.</p>",
    },
    {
        "text": "Work towards a third extension role: CPD for curriculum staff",
        "role": EXTENSION,
        "status": WELL_ON,
        "progress": "Courses in every format are open for booking this year",
        "evidence": '<p>The <a href="/courses/">course catalogue</a> shows what is open today.</p>',
    },
    {
        "text": "Invite every school’s music lead to the annual conference, Challenging Times",
        "status": KEPT,
        "due_date": date(2014, 3, 31),
        "progress": "Held on Monday 31 March 2014 at Northampton Academy",
        "evidence": "<p>Each invitation went to a named music lead, or to the head.</p>",
    },
    {
        "text": "Develop curriculum teaching with schools, where we are invited",
        "status": STARTED,
        "progress": "Each visit records who invited us, and when",
        "evidence": "<p>No invitation, no visit: the record begins with the person who asked.</p>",
    },
    {
        "text": "Support training for curriculum work, where it is required",
        "role": EXTENSION,
        "status": WELL_ON,
        "progress": "Each request has an owner and a date",
        "evidence": '<p>Requests start at <a href="/help-for-schools/">help for schools</a>.</p>',
    },
    {
        "text": "Bring schools together, where support from colleagues would help",
        "status": STARTED,
        "progress": "Both schools agree before names are exchanged",
        "evidence": "<p>We publish how many schools met, never which, unless both say so.</p>",
    },
    {
        "text": "Open a route to the Certificate for Music Educators for non-specialist primary "
        "teachers",
        "status": WELL_ON,
        "progress": "Two cohorts are learning now",
        "evidence": '<p>The <a href="/certificate-route/">certificate route</a> says who may join '
        "and what is asked.</p>",
    },
    {
        "text": "With the region’s other hubs, assess the state of curriculum music teaching",
        "status": PLANNED,
        "owner": "the region’s hubs together",
        "progress": "The questions are being written with schools",
        "evidence": "<p>A school will see its own answers; the county sees totals.</p>",
    },
]


def promises(page: BasePage, _links: Links) -> int:
    for order, promise in enumerate(PROMISES):
        Commitment.objects.create(page=page, sort_order=order, **{"owner": OFFICE, **promise})
    return len(PROMISES)


SPEC = Spec(
    key="letter",
    parent="front",
    model=LetterPage,
    title="What we promise your school",
    slug="our-promises",
    introduction="The open letter of 21 November 2013 and its nine promises, each with how far it "
    "has got.",
    fields={
        "letter_date": date(2013, 11, 21),
        "addressees": "all head teachers and music leads in Northamptonshire schools",
        "signatory": "the chief executive of the hub’s lead partner",
        "note": "Told here in our own words, from the letter’s facts, for a demonstration.",
        "progress_note": "Example progress, for this demonstration. A hub would look at it every "
        "term.",
    },
    linked=words,
    children=promises,
)
