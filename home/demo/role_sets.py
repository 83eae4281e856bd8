"""What the national plans of 2011 and 2022 ask of hubs, as dated data."""

from datetime import date

from core.models import BasePage
from home.demo.building import Fields, Links, Spec
from home.demo.pieces import bullets, heading, leads, text
from home.enums import RoleKind
from home.models import Role, RoleSetPage, SectionPage

LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
CORE, EXTENSION = RoleKind.CORE, RoleKind.EXTENSION
AIM, FUNCTION = RoleKind.AIM, RoleKind.FUNCTION

# kind, code, name, the plan's words, our part
OF_2011 = [
    (
        CORE,
        "first_access",
        "First Access",
        (
            "Ensure that every child aged 5 to 18 has the opportunity to learn a musical "
            "instrument (other than voice) through whole-class ensemble teaching programmes for "
            "ideally a year (but for a minimum of a term) of weekly tuition on the same "
            "instrument"
        ),
        (
            "Also known as Wider Opportunities, WCET or whole-class ensemble teaching. The class "
            "teacher learns beside the children."
        ),
    ),
    (
        CORE,
        "ensembles",
        "Ensembles",
        "Provide opportunities to play in ensembles and to perform from an early stage",
        "Area bands and choirs that take a child who began last term.",
    ),
    (
        CORE,
        "progression",
        "Progression routes",
        "Ensure that clear progression routes are available and affordable to all young people",
        "After the whole-class year a child hears what comes next, and what it costs.",
    ),
    (
        CORE,
        "singing",
        "A singing strategy",
        (
            "Develop a singing strategy to ensure that every pupil sings regularly and that "
            "choirs and other vocal ensembles are available in the area"
        ),
        "Training for teachers who have never led a song, from Key Stage 1 on.",
    ),
    (
        EXTENSION,
        "cpd",
        "CPD for school staff",
        (
            "Offer CPD to school staff, particularly in supporting schools to deliver music in the "
            "curriculum"
        ),
        "Courses, networks and the certificate route.",
    ),
    (
        EXTENSION,
        "instrument_loan",
        "Instrument loan",
        (
            "Provide an instrument loan service, with discounts or free provision for those on low "
            "incomes"
        ),
        "Schools and families borrow before they buy.",
    ),
    (
        EXTENSION,
        "experiences",
        "Large and high-quality experiences",
        (
            "Provide access to large scale and / or high quality music experiences for pupils, "
            "working with professional musicians and / or venues"
        ),
        "Children play with professionals, in halls built for it.",
    ),
]
OF_2022 = [
    (
        AIM,
        "schools",
        "Schools",
        "Support schools and other education settings to deliver high-quality music education",
        "A named person for every school, training, and visits by invitation.",
    ),
    (
        AIM,
        "progression",
        "Young musicians",
        (
            "Support young people to develop their musical interests and talent further, including "
            "into employment"
        ),
        "Routes onwards, and the certificate for those who begin to teach.",
    ),
    (
        AIM,
        "opportunities",
        "Everybody",
        (
            "Support all children and young people to engage with a range of musical "
            "opportunities in and out of school"
        ),
        "Ensembles, events and instruments that a family can reach and afford.",
    ),
    (FUNCTION, "partnership", "Partnerships", "Partnerships", ""),
    (FUNCTION, "schools", "Schools", "Schools", ""),
    (
        FUNCTION,
        "progression",
        "Progression and Musical Development",
        "Progression and Musical Development",
        "",
    ),
    (FUNCTION, "inclusion", "Inclusion", "Inclusion", ""),
    (FUNCTION, "sustainability", "Sustainability", "Sustainability", ""),
]
FEATURES_2022 = (
    (
        "Timetabled curriculum music of at least one hour each week of the school year for key "
        "stages 1 to 3"
    ),
    "Access to lessons across a range of instruments, and voice",
    "A school choir and/or vocal ensemble",
    "A school ensemble, band or group",
    "Space for rehearsals and individual practice",
    "A termly school performance",
    "Opportunity to enjoy live performance at least once a year",
)


def lay(page: BasePage, rows: list[tuple[RoleKind, str, str, str, str]]) -> int:
    for order, (kind, code, name, words, our_part) in enumerate(rows):
        Role.objects.create(
            page=page,
            sort_order=order,
            kind=kind,
            code=code,
            name=name,
            text=words,
            our_part=our_part,
        )
    return len(rows)


def section_words(links: Links) -> Fields:
    return {
        "body": [
            text(
                "Hubs were set up by one national plan and are now led by another. Each says what "
                "a hub is for. We keep both, with their dates, because the letter of 2013 speaks "
                f"of the first and today’s work follows the second. See also {_report(links)}.",
            )
        ]
    }


def _report(links: Links) -> str:
    return links.to("report", "what Ofsted said hubs must do")


def words_2011(links: Links) -> Fields:
    return {
        "body": [
            text(
                f"The promises in {links.to('letter', 'the open letter')} are built on them.",
            )
        ]
    }


def words_2022(links: Links) -> Fields:
    return {
        "body": [
            text(
                "Three aims, and five strategic functions through which a hub works towards them."
            ),
            heading("What a school should offer"),
            text("The same plan names what a pupil should find in a school:"),
            bullets(*FEATURES_2022),
            leads(
                "What we do about it",
                ("Help for schools", links.choice("help"), "Ask us in, or ask for training."),
                ("The certificate route", links.choice("route"), "For primary teachers."),
            ),
        ]
    }


SPECS = [
    Spec(
        key="what",
        parent="front",
        model=SectionPage,
        title="What a music hub is for",
        slug="what-hubs-do",
        introduction="The roles that the national plans give to hubs, and our part in each.",
        linked=section_words,
    ),
    Spec(
        key="roles-2011",
        parent="what",
        model=RoleSetPage,
        title="The roles of 2011",
        slug="roles-2011",
        introduction="Four core roles for every hub, and three more for those that could.",
        fields={
            "plan": "The Importance of Music: a national plan for music education, 2011",
            "valid_from_date": date(2011, 11, 25),
            "valid_until_date": date(2022, 6, 25),
            "attribution": "Roles: Department for Education and Department for Culture, Media and "
            f"Sport, The Importance of Music, 2011. {LICENCE}",
        },
        linked=words_2011,
        children=lambda page, _: lay(page, OF_2011),
    ),
    Spec(
        key="aims-2022",
        parent="what",
        model=RoleSetPage,
        title="The aims of 2022",
        slug="aims-2022",
        introduction="What hubs work towards today.",
        fields={
            "plan": "The Power of Music to Change Lives: a national plan for music education, 2022",
            "valid_from_date": date(2022, 6, 25),
            "attribution": "Aims, functions and features: Department for Education, The Power of "
            f"Music to Change Lives, 2022. {LICENCE}",
        },
        linked=words_2022,
        children=lambda page, _: lay(page, OF_2022),
    ),
]
