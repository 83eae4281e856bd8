"""The page about the 2013 report: its recommendations, and who answered what."""

from datetime import date

from core.models import BasePage
from home.demo.building import Fields, Links, Spec
from home.demo.pieces import action, figures, heading, notice, quotation, text
from home.models import PublicationPage, Recommendation

# Ofsted's words, under the Open Government Licence v3.0; the answers are our own examples.
RECOMMENDED = [
    (
        (
            "promote themselves with schools as confident, expert leaders of music education in "
            "their areas, not simply as providers of services"
        ),
        "We begin with the school’s question. What we sell comes after it, and often not at all.",
    ),
    (
        (
            "expect and secure that all schools engage with them and the National Plan for Music "
            "Education"
        ),
        "Every school in the register has a named person at the hub, asked for or not.",
    ),
    (
        (
            "have regular supportive, challenging conversations with each of their schools about "
            "the quality of music education for all pupils in that school"
        ),
        "One conversation a year with each school, with notes that both sides keep.",
    ),
    (
        (
            "support all schools in improving the music education they provide, especially in "
            "class lessons, and support them in evaluating it robustly"
        ),
        "We sit in ordinary class lessons when we are invited, and look at them with the teacher.",
    ),
    (
        (
            "offer expert training and consultancy to schools, which supports school leaders and "
            "staff in understanding what musical learning, and good progress by pupils in music, "
            "are like"
        ),
        'See the <a href="/courses/">courses</a>: many are after school, online or free.',
    ),
    (
        "ensure that their own staff and partners are well trained and ready to do this work",
        "Our own tutors go through the same certificate that we offer to teachers.",
    ),
    (
        (
            "spend a suitable proportion of their staff’s time on working with school leaders "
            "strategically, alongside their work in teaching pupils directly"
        ),
        "Time with school leaders is planned before the year’s teaching is, not after.",
    ),
    (
        (
            "publicise their work effectively to schools and explain how it can contribute to "
            "school improvement"
        ),
        "Each course page says what a teacher can do afterwards that they could not before.",
    ),
    (
        "facilitate school-to-school support as appropriate",
        "We introduce two schools to each other once both have said yes.",
    ),
    (
        (
            "promote high-quality curriculum progression in schools and ensure that hubs’ work in "
            "schools is integral to this"
        ),
        "Whole-class teaching is planned as a part of the school’s own progression.",
    ),
    (
        "robustly evaluate the impact of their own work on pupils’ music education",
        "We ask again a term after a course what changed in lessons, and publish the totals.",
    ),
]


def words(links: Links) -> Fields:
    letter = links.to("letter", "the open letter and how far each promise has got")
    return {
        "body": [
            text(
                "In November 2013 Ofsted looked at what music hubs had changed in schools. Music, "
                "it found, was not yet taught well everywhere, and hubs had a part in putting that "
                "right: as partners who encourage school leaders and also ask them hard questions. "
                "Its recommendations are demanding. They are worth reading one by one.",
            ),
        ],
        "responses": [
            heading("What Northamptonshire answered"),
            text(
                "The hub’s partners in Northamptonshire and in Rutland answered together within a "
                "week. They named what was going well, and took on what was not: it was theirs, "
                "they said, to see what could be done so that the inspectors’ view of music in "
                f"schools would change. Head teachers and music leads got a letter: read {letter}.",
            ),
            figures(
                ("20,000", "and more children and young people playing in the county"),
                ("6,000", "in a First Access project"),
                source="The letter of 21 November 2013, for the year before it.",
            ),
            heading("What Music Mark answered"),
            text(
                "Music Mark, the UK association for music education, took the report as important "
                "for everyone who leads a hub, and as a call to think again about how hubs and "
                "school leaders work together. It also gave a warning. Hubs and schools depend on "
                "each other in more ways than one, and trust that breaks is paid for by children:",
            ),
            quotation(
                "A breach in this relationship could put in jeopardy children’s access to the "
                "excellent music education resources provided by the hub.",
                "Music Mark, response to the report, 2013",
            ),
            text("Its advice was to take the time that a good answer needs."),
            notice(
                "That is why what a school tells the hub stays with the hub, and why three of the "
                "promises wait for an invitation.",
            ),
            action(
                "Talk about music in your school",
                "Ask for a visit, for training, or for a school that has been where you are.",
                label="See how we help schools",
                page=links.choice("help"),
            ),
        ],
    }


def recommendations(page: BasePage, _links: Links) -> int:
    for order, (asked, answered) in enumerate(RECOMMENDED):
        Recommendation.objects.create(
            page=page, sort_order=order, text=asked, response=f"<p>{answered}</p>"
        )
    return len(RECOMMENDED)


SPEC = Spec(
    key="report",
    parent="front",
    model=PublicationPage,
    title="What hubs must do",
    slug="what-hubs-must-do",
    introduction="Ofsted’s report of 2013 on music hubs: its eleven recommendations, and the "
    "answers to it.",
    fields={
        "publisher": "Ofsted",
        "publication_date": date(2013, 11, 15),
        "reference": "130231",
        "quotation": "Music Hubs ... can challenge and support school leaders to bring the "
        "numerous benefits of a good music education to all pupils",
        "quotation_source": "Ofsted, Music in schools: what hubs must do, November 2013",
        "opening": "Music hubs, said the report, should:",
        "attribution": "Recommendations: Ofsted, Music in schools: what hubs must do, November "
        "2013, reference 130231. Contains public sector information licensed under the Open "
        "Government Licence v3.0. The answers are examples, for this demonstration.",
    },
    linked=words,
    children=recommendations,
)
