"""Help for schools, the certificate route and how to reach the hub."""

from home.demo.building import Fields, Links, Spec
from home.demo.pieces import action, bullets, heading, notice, questions, steps, text
from home.models import CertificateRoutePage, ContactPage, StandardPage

THREE_WAYS = steps(
    "Three ways to ask",
    (
        "Invite us in",
        (
            "We look at curriculum music with you: one lesson, one year group or the "
            "whole progression. We come when a school asks, and write down who asked."
        ),
    ),
    (
        "Train your staff",
        (
            'Choose from the <a href="/courses/">courses</a>, or ask for an INSET '
            "day or a twilight in your own hall."
        ),
    ),
    (
        "Meet a school that has been there",
        (
            "We look for one of your phase and near you. Both of you agree before "
            "either hears the other’s name."
        ),
    ),
)


SCHOOLS_ASK = questions(
    "What schools ask first",
    [
        (
            "Is this an inspection?",
            "No. Nothing we see is graded, and nothing goes to anybody else.",
        ),
        (
            "What does it cost?",
            (
                "A first conversation costs nothing. Courses carry their whole price "
                "on their page. Anything else is agreed before it begins."
            ),
        ),
        (
            "Nobody here is a musician. Is it still for us?",
            "Yes. Most who come are class teachers who do not read music.",
        ),
        (
            "We already buy lessons elsewhere. May we still ask?",
            "Yes. Help belongs to every school in the area, whoever teaches there.",
        ),
    ],
)


def help_words(links: Links) -> Fields:
    return {
        "body": [
            THREE_WAYS,
            notice(
                "What you tell us about your school stays between us. The public sees counts, "
                "never names."
            ),
            heading("What you get"),
            bullets(
                "A person at the hub whose name you know, and who knows your school.",
                "An answer within two working days, even if it is only when you will hear more.",
                "A short note of what was agreed, which you can correct.",
            ),
            SCHOOLS_ASK,
            action(
                "Ask for help",
                "Say in a sentence what you would like to be different. We find out the rest.",
                label="Contact the hub office",
                page=links.choice("contact"),
            ),
        ]
    }


HOW_IT_GOES = steps(
    "How it goes",
    (
        "Talk to us",
        ("About your class, your time and your head teacher’s agreement. Nothing is signed yet."),
    ),
    (
        "Begin with what you can do",
        ("You look at yourself against the six units, and plan dates for each with your tutor."),
    ),
    (
        "Teach, be seen, think about it",
        "Your tutor watches at least two lessons. Courses you attend can add evidence.",
    ),
    (
        "Show it",
        (
            "Unit by unit you hand in what shows that you can. Your tutor decides; a "
            "second person checks a sample of them."
        ),
    ),
    (
        "Be awarded",
        (
            "When all six units are met, we send your claim to the awarding body, "
            "which issues the certificate."
        ),
    ),
)


TEACHERS_ASK = questions(
    "What teachers ask first",
    [
        (
            "Do I have to read music?",
            "No. You need to be musical with children, which can be learned.",
        ),
        (
            "How much time does it take?",
            (
                "Each unit has its guided hours, drawn above as the length of its bar. "
                "Most of your own work is lessons that you would teach anyway."
            ),
        ),
        (
            "Does attending courses count?",
            (
                "It can add evidence. Attendance alone never meets anything: a person "
                "looks at what you can do."
            ),
        ),
        (
            "What does it cost?",
            (
                "It depends on funding and on the awarding body’s fees, which change. "
                "Ask us, and you get the whole sum in writing before you decide."
            ),
        ),
    ],
)


WHO_DOES_WHAT = text(
    "<b>The hub is a centre.</b> We teach, support, assess and check. <b>We are not "
    "the awarding body</b>: the qualification is awarded by the body whose name is "
    "on the certificate, and only it can issue one. Certificates of attendance that "
    "we give for single courses are something else, and no qualification.",
    "<b>A university is our partner</b> for the teaching that needs one: sessions on "
    "how children learn music, a library, and people who have thought about it for "
    "longer than we have. The letter named the University of Northampton; in this "
    "demonstration the partner is an example.",
)


def route_words(links: Links) -> Fields:
    promise = links.to("letter", "promised in November 2013")
    return {
        "body": [
            text(
                "The Certificate for Music Educators is a nationally recognised qualification at "
                "level 4 for people who teach music, with a teaching degree or without. This route "
                f"was {promise} for primary teachers who are not music specialists. You learn it "
                "mostly in your own classroom, with a tutor and with others who began with you.",
            ),
        ],
        "after": [
            HOW_IT_GOES,
            heading("Two years, at your pace"),
            text(
                "You have up to two years from the day you are registered. Illness, parental leave "
                "and a change of school can stop the clock: tell your tutor early.",
            ),
            heading("Who does what"),
            WHO_DOES_WHAT,
            TEACHERS_ASK,
            action(
                "Ask about a place",
                "Groups begin when enough people are ready. Tell us that you are.",
                label="Contact the hub office",
                page=links.choice("contact"),
            ),
        ],
    }


def contact_words(links: Links) -> Fields:
    return {
        "body": [
            notice(
                "This is a demonstration. Nobody reads the address above, and the telephone "
                "number is one kept for examples.",
                "warn",
            ),
            heading("If it is about"),
            bullets(
                'a place you have booked: sign in and look at <a href="/account/">my CPD</a> first',
                f"your school’s music: {links.to('help', 'help for schools')} says what to expect",
                f"the certificate: {links.to('route', 'the route')} answers most first questions",
                f"your own data: {links.to('privacy', 'privacy')} says what we hold and how to "
                "have it corrected",
                "something on this site that you cannot use: "
                f"{links.to('accessibility', 'the accessibility statement')}",
                "a child’s safety: do not write to us first. Call the police on 999 in danger, or "
                "your school’s safeguarding lead",
            ),
        ]
    }


SPECS = [
    Spec(
        key="help",
        parent="front",
        model=StandardPage,
        title="Help for schools",
        slug="help-for-schools",
        introduction="Ask us to look at music with you, train your staff, or find a school that "
        "has been where you are. We come when we are invited.",
        linked=help_words,
    ),
    Spec(
        key="route",
        parent="front",
        model=CertificateRoutePage,
        title="A certificate, in your own classroom",
        slug="certificate-route",
        introduction="The Certificate for Music Educators for primary teachers: six units, up to "
        "two years, a tutor, and the children you teach already.",
        linked=route_words,
    ),
    Spec(
        key="contact",
        parent="front",
        model=ContactPage,
        title="Contact",
        slug="contact",
        introduction="Every school has a named person at the hub. Start here, and you will know "
        "who it is.",
        fields={
            "email": "hub@example.org",
            "telephone": "01632 960000",
            "hours": "Monday to Friday, 8am to 5.30pm",
            "address": "The Music Hub\n1 Example Street\nExampleton",
            "what_happens_next": "Somebody reads it the same working day. Within two working days "
            "you hear who has taken it on and when they will have an answer.",
        },
        linked=contact_words,
    ),
]
