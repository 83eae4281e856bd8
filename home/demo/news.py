"""News, dated back from the day on which the demonstration is made."""

from datetime import timedelta

from django.utils import timezone

from home.demo.building import Fields, Links, Spec
from home.demo.pieces import bullets, text
from home.models import NewsIndexPage, NewsPage


def open_words(_links: Links) -> Fields:
    return {
        "body": [
            text(
                "The next courses can be booked. Several are free, some are online, and every "
                "twilight ends in time for the drive home.",
                'Look at <a href="/courses/">all courses</a>, with the whole price and the places '
                "left on each.",
            )
        ]
    }


def cohort_words(links: Links) -> Fields:
    return {
        "body": [
            text(
                "A second group is starting on the way to the Certificate for Music Educators. It "
                "is meant for primary teachers who never trained as musicians.",
            ),
            bullets(
                "Up to two years, at your own pace",
                "A tutor of your own, and lessons you would teach anyway",
                "Your head teacher’s agreement before you begin",
            ),
            text(
                f"{links.to('route', 'The certificate route')} says what is asked and how to begin."
            ),
        ]
    }


def ukulele_words(_links: Links) -> Fields:
    return {
        "body": [
            text(
                "Thirty children, thirty ukuleles, one adult who has never held one: that is the "
                "course we were asked for most. Over three afternoons you learn to hold, tune and "
                "strum, and to keep thirty people together while they do.",
                'It is one of <a href="/courses/">this year’s courses</a>. Instruments are there '
                "for you to use.",
            )
        ]
    }


def promises_words(links: Links) -> Fields:
    return {
        "body": [
            text(
                "The nine promises of the open letter have been looked at again. Three are kept, "
                "five are under way and one is still a plan.",
                f"{links.to('letter', 'Each promise')} now says who sees to it and how anybody can "
                "tell.",
            )
        ]
    }


def _days_ago(number: int) -> dict[str, object]:
    return {"news_date": timezone.localdate() - timedelta(days=number)}


#: Slug, title, introduction, how many days ago, and what writes the body.
PIECES = [
    (
        "courses-open",
        "The next courses are open for booking",
        "Twilights, mornings online and whole days. Some of them free.",
        1,
        open_words,
    ),
    (
        "second-group",
        "A second certificate group is starting",
        "For primary teachers who are not music specialists. No notes needed.",
        9,
        cohort_words,
    ),
    (
        "ukulele-for-beginners",
        "Whole-class ukulele for people who have never held one",
        "Three afternoons, with instruments to use.",
        18,
        ukulele_words,
    ),
    (
        "promises-looked-at",
        "Nine promises, looked at again",
        "Three kept, five under way, one still a plan: example figures.",
        30,
        promises_words,
    ),
]


def specs() -> list[Spec]:
    """The list of news and its first pieces."""
    index = Spec(
        key="news",
        parent="front",
        model=NewsIndexPage,
        title="News",
        slug="news",
        introduction="What is new at the hub, newest first.",
    )
    return [
        index,
        *(
            Spec(
                key=slug,
                parent="news",
                model=NewsPage,
                title=title,
                slug=slug,
                introduction=introduction,
                fields=_days_ago(days),
                linked=words,
            )
            for slug, title, introduction, days, words in PIECES
        ),
    ]
