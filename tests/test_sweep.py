"""Every address of ours, asked by everybody: who gets in, and that all others learn nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from certification.actions import assessments
from certification.models import Enrolment, RangePoint
from courses import emails_approval, emails_interests, emails_waiting
from courses.actions import interests
from courses.enums import VoucherEffect
from courses.models import Booking, CancellationPolicy, CourseRun, Fund, Place, Voucher
from schools.enums import StandingKind
from schools.models import ImportRun, Post, School, SchoolHoliday, Standing
from tests.cast import person
from tests.factories import after, changes
from tests.factories import bookings as make
from tests.factories import certification as scene
from tests.factories.courses import CourseRunFactory, VenueFactory
from tests.factories.schools import LocalAuthorityFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number=22)]

APPS = ("core", "accounts", "schools", "billing", "courses", "certification", "home")
NAMES = ("tariq", "sam", "tess", "theo", "ines", "ed", "hannah")
PEOPLE = frozenset(NAMES)
ALL = PEOPLE | {"visitor"}
LOGIN = "/accounts/login/"
TOKEN = "0123456789abcdef"


@dataclass(frozen=True)
class Row:
    """Who gets this answer; anybody else signed in gets 404, a visitor the way to sign in.

    Where knowing the address is enough (`by_address`), a wrong one is 404 for visitors too.
    """

    who: frozenset[str] | set[str]
    answer: int = 200
    method: str = "get"
    by_address: bool = False


def post(who: set[str] | frozenset[str], answer: int = 302) -> Row:
    """An address that is only posted to."""
    return Row(who, answer, "post")


# The rows belong to Tariq (bookings, a payment, a place in cohort A, a post at Meadow), Tess (a
# register, cohort A), Ines (who verifies cohort A), Theo (cohort B) and Sam (a claim at Meadow).
TABLE = {
    "core:alive": Row(ALL),
    "core:ready": Row(ALL),
    "core:robots": Row(ALL),
    "core:security": Row(ALL),
    "core:gallery": Row(ALL),
    "core:verify": Row(ALL),
    "core:verify_code": Row(ALL, by_address=True),
    "accounts:home": Row(PEOPLE),
    "accounts:office": Row({"hannah"}),
    "accounts:office_needs": Row({"hannah"}),
    "accounts:profile": Row(PEOPLE),
    "accounts:data": Row(PEOPLE),
    "accounts:data_download": Row(PEOPLE),
    "schools:find": Row(ALL),
    "schools:find_json": Row(ALL),
    "schools:claim": Row(PEOPLE),
    "schools:my_school": Row(PEOPLE),
    "schools:my_school_at": Row({"tariq", "hannah"}),
    "schools:buying": Row({"hannah"}),
    "schools:approve_post": post({"hannah"}),
    "schools:decline_post": post({"hannah"}),
    "schools:end_post": post({"sam", "hannah"}),
    "billing:demo_pay": Row({"tariq"}),
    "billing:demo_webhook": post(ALL, 400),  # signed by nobody
    "courses:calendar_feed": Row(ALL),
    "courses:places": Row(ALL, by_address=True),
    "courses:book": Row(PEOPLE),
    "courses:basket": Row(ALL),
    "courses:basket_add": Row(ALL, by_address=True),
    **{f"courses:basket_{verb}": Row(ALL, 302, "post") for verb in ("change", "drop")},
    **{f"courses:basket_{step}": Row(ALL, 302) for step in ("school", "people")},  # it is empty
    "courses:approval": Row(ALL, by_address=True),
    "courses:waiting_join": Row(PEOPLE),
    "courses:waiting_entry": Row(ALL, by_address=True),
    "courses:interests": Row(PEOPLE),
    "courses:interest_new": Row(ALL),
    "courses:interest_pause": post({"tariq"}),
    "courses:interest_resume": post({"tariq"}),
    "courses:interest_remove": post({"tariq"}),
    "courses:interests_stop": Row(ALL, by_address=True),
    "courses:bookings": Row(PEOPLE),
    "courses:booking": Row({"tariq", "hannah"}),
    "courses:booking_change": Row({"tariq"}),
    "courses:booking_check": Row({"tariq"}),
    "courses:approval_at_school": Row(set()),  # nobody of these answers for the school
    "courses:booking_withdraw": post({"tariq"}),
    "courses:booking_again": post({"tariq"}),
    "courses:booking_names": Row({"tariq"}, 302),  # everybody has a name
    "courses:booking_number": Row({"tariq"}),
    "courses:booking_voucher": post({"tariq"}, 422),  # an empty form
    "courses:booking_pay_otherwise": post({"tariq"}),
    "courses:booking_paid": Row({"tariq"}, 302),
    "courses:booking_leave": post({"tariq"}),
    "courses:booking_cancel": Row({"tariq", "hannah"}),
    "courses:booking_pay": post({"tariq"}),
    "courses:place_swap": Row({"tariq", "hannah"}),
    "courses:place_move": Row({"tariq", "hannah"}),
    "courses:booking_calendar": Row({"tariq"}),
    "courses:join": Row(ALL, by_address=True),
    "courses:join_needs": Row(ALL, 302, by_address=True),
    "courses:join_needs_delete": Row(ALL, 302, "post", by_address=True),
    "courses:join_calendar": Row(ALL, by_address=True),
    "courses:join_watched": Row(ALL, by_address=True),
    "courses:absences": Row({"hannah"}),
    "courses:waive_absence": post({"hannah"}, 422),  # an empty form
    "courses:join_hand_back": Row(ALL, 302, by_address=True),
    "courses:cpd": Row(PEOPLE),
    "courses:school_cpd": Row({"hannah"}),
    "courses:school_cpd_csv": Row({"hannah"}),
    "courses:run_evaluation": Row({"tess", "hannah"}),
    "courses:cpd_pdf": Row(PEOPLE),
    "courses:cpd_csv": Row(PEOPLE),
    "courses:cpd_add": Row(PEOPLE),
    "courses:cpd_edit": Row({"tariq"}),
    "courses:cpd_remove": Row({"tariq"}),
    "courses:cpd_evidence": Row({"tariq"}),
    "courses:attendance_certificate": Row(ALL, by_address=True),
    "courses:evaluation": Row(ALL, by_address=True),
    "courses:evaluation_thanks": Row(ALL, by_address=True),
    "courses:office_runs": Row({"hannah"}),
    "courses:office_run": Row({"hannah"}),
    "courses:office_bookings": Row({"hannah"}),
    "courses:office_booking": Row({"hannah"}),
    "courses:office_act": Row({"hannah"}),
    "courses:office_people": Row({"hannah"}),
    "courses:office_reports": Row({"hannah"}),
    "courses:tutor": Row({"tess", "theo", "ines"}),
    "courses:register": Row({"tess", "hannah"}),
    "courses:register_rest": post({"tess", "hannah"}, 200),
    "courses:register_marks": post({"tess", "hannah"}, 200),
    "courses:register_worker": Row(ALL),
    "courses:close_register": post({"tess", "hannah"}),
    "courses:register_sheet": Row({"tess", "hannah"}),
    "courses:arrivals": Row({"tess", "hannah"}),
    "courses:walk_in": Row({"tess", "hannah"}),
    "courses:register_needs": Row({"tess", "hannah"}),
    "courses:badges": Row({"tess", "hannah"}),
    "certification:home": Row(PEOPLE),
    "certification:unit": Row({"tariq"}),
    "certification:cohort": Row({"tess", "ines"}),
    "certification:complete": Row({"tess"}),
    "certification:complete_confirm": post({"tess"}, 422),  # an empty form
    "certification:complete_done": Row({"tess"}),
    "certification:mark": Row({"tess"}),
    **{f"home:{page}": Row(ALL) for page in ("enquiry", "enquiry_sent", "search", "sitemap")},
    "home:news_feed": Row(ALL),
}
#: Addresses with a page and a form: what an empty form gets, from those who get the page.
FORMS = {
    "home:enquiry": 422,
    "courses:office_act": 422,
    "courses:interest_new": 302,
    "courses:interests_stop": 200,
    "accounts:profile": 200,
    "schools:claim": 200,
    "schools:buying": 422,
    "billing:demo_pay": 302,
    "courses:book": 422,
    "courses:waiting_join": 422,
    "courses:basket_add": 422,
    "courses:booking_number": 422,
    "courses:booking_change": 422,
    "courses:booking_check": 422,
    "courses:booking_cancel": 422,
    "courses:place_swap": 422,
    "courses:place_move": 422,
    "courses:join_needs": 422,
    "courses:evaluation": 422,
    "courses:cpd_add": 422,
    "courses:cpd_edit": 422,
    "courses:cpd_remove": 302,
    "courses:arrivals": 422,
    "courses:walk_in": 422,
    "courses:register": 302,
    "certification:complete": 200,
    "certification:mark": 200,
}


def ours() -> dict[str, URLPattern]:
    """Every pattern of our apps by its name."""

    def walk(
        patterns: list[URLPattern | URLResolver], space: str = ""
    ) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, pattern.namespace or space)
            elif space in APPS:
                yield f"{space}:{pattern.name}", pattern

    return dict(walk(get_resolver().url_patterns))


def completed(learner: User, *, tutor: User, verifier: User) -> Enrolment:
    """A place in cohort A, with its first unit completed."""
    cohort = scene.cohort("Cohort A", tutor=tutor, verifier=verifier)
    enrolment = scene.learner(cohort, learner)
    assessments.complete_unit(
        cohort=cohort,
        unit=scene.unit(cohort.specification, "1"),
        enrolments=[enrolment],
        by=tutor,
        submit_token=TOKEN,
        observed=True,
    )
    return enrolment


def interested(user: User) -> dict[str, object]:
    """What somebody would like to hear of, and the link that stops it."""
    return {
        "interest_id": interests.save(query="", by=user).pk,
        "courses:interests_stop:token": emails_interests.SIGNER.sign(str(user.pk)),
    }


@pytest.fixture
def ids(db: None) -> dict[str, object]:
    """A small world, by the names that addresses have for it."""
    tariq, sam, tess, theo, ines, *_ = (person(name) for name in NAMES)
    meadow = make.school()
    make.post(tariq, meadow)
    changes.office_post(sam, make.school(999002, "Demo Brook Junior"))  # and of no other school
    booking = make.hold(CourseRunFactory(is_open=True), tariq, at=meadow)
    payment = make.start_paying(booking)
    scene.cohort("Cohort B", tutor=theo)
    run = scene.run_today(tess)
    scene.seat(run, tariq)
    bookable = CourseRunFactory(is_open=True)
    enrolment = completed(tariq, tutor=tess, verifier=ines)
    invoiced = make.invoiced(CourseRunFactory(is_open=True), tariq)
    confirmed = make.free(CourseRunFactory(is_open=True, is_free=True), tariq, at=meadow)
    asked = make.asked(CourseRunFactory(is_open=True), tariq, at=meadow)
    wish = make.wish(CourseRunFactory(is_full=True), tariq)
    return {
        "reference": booking.reference,
        "courses:booking:reference": confirmed.reference,
        "courses:booking_cancel:reference": confirmed.reference,
        "courses:booking_calendar:reference": confirmed.reference,
        **changes.addresses(confirmed),
        "session": payment.session_id,
        "urn": meadow.urn,
        "pk": PostFactory(user=sam, school=meadow, is_waiting=True).pk,
        **interested(tariq),
        "session_id": run.sessions.get().pk,
        "cohort_id": enrolment.cohort_id,
        "enrolment_id": enrolment.pk,
        "slug": bookable.page.slug,
        "accounts:office_needs:slug": "unnamed",
        **{f"courses:{name}:code": bookable.code for name in ("book", "places", "waiting_join")},
        "verb": "extend",
        "courses:booking_number:reference": invoiced.reference,
        "courses:approval_at_school:reference": asked.reference,
        "courses:basket_add:code": bookable.code,
        "courses:office_run:code": bookable.code,
        "code": "2",
        "certification:complete_done:code": "1",
        "token": TOKEN,
        **scene.joined(tariq),
        **after.addresses(after.finished(tess, people=[tariq])),
        "courses:approval:token": signing.dumps(asked.reference, salt=emails_approval.SALT),
        "courses:waiting_entry:token": signing.dumps(wish.pk, salt=emails_waiting.SALT),
    }


NOWHERE: Mapping[str, object] = {
    "interest_id": 999_999,
    "reference": "ZZZZZZZZ",
    "verb": "nothing",
    "session": "nothing",
    "urn": 999,
    "pk": 999_999,
    "session_id": 999_999,
    "cohort_id": 999_999,
    "enrolment_id": 999_999,
    "slug": "nothing",
    "code": "nothing",
    "wave": "never",
    "run_id": 999_999,
    "token": "ffffffffffffffff",
}


def url(name: str, pattern: URLPattern, ids: Mapping[str, object]) -> str:
    wanted = pattern.pattern.converters
    return reverse(name, kwargs={key: ids.get(f"{name}:{key}", ids.get(key)) for key in wanted})


def clients() -> dict[str, Client]:
    """A visitor's browser, and one for each of the cast, signed in."""
    found = {"visitor": Client()}
    for name in NAMES:
        found[name] = Client()
        backend = "accounts.backends.PersonBackend"
        found[name].force_login(person(name), backend=backend)
    return found


def ask(client: Client, method: str, path: str) -> int | str:
    """The status, or LOGIN for the way to sign in. Whatever it changed is undone."""
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(path)
        transaction.set_rollback(True)
    is_login = answer.status_code == 302 and answer["Location"].startswith(LOGIN)
    return LOGIN if is_login else answer.status_code


def test_the_table_names_every_address() -> None:
    assert set(TABLE) == set(ours())
    assert set(FORMS) <= set(TABLE)


def expected(row: Row, who: str) -> int | str:
    if who in row.who:
        return row.answer
    return LOGIN if who == "visitor" and not row.by_address else 404


def test_who_gets_in_and_that_not_yours_is_not_there(ids: Mapping[str, object]) -> None:
    """One world for all, since making it takes longer than asking."""
    patterns, browsers = ours(), clients()
    forms = {
        name: Row(TABLE[name].who, answer, "post", TABLE[name].by_address)
        for name, answer in FORMS.items()
    }
    asked = [*TABLE.items(), *forms.items()]
    for name, row in asked:
        cache.clear()
        here = url(name, patterns[name], ids)
        got = {who: ask(browser, row.method, here) for who, browser in browsers.items()}
        assert got == {who: expected(row, who) for who in browsers}, (row.method, name)
        if patterns[name].pattern.converters:
            nowhere = url(name, patterns[name], NOWHERE)
            nobody = Row(frozenset(), method=row.method, by_address=row.by_address)
            got = {who: ask(browser, row.method, nowhere) for who, browser in browsers.items()}
            assert got == {who: expected(nobody, who) for who in browsers}, (row.method, nowhere)


def lists() -> Iterator[tuple[str, URLPattern, type[Model]]]:
    """Every pattern of our models' lists in the admin."""
    for outer in get_resolver().url_patterns:
        for resolver in getattr(outer, "url_patterns", ()):
            for pattern in getattr(resolver, "url_patterns", ()):
                model = getattr(pattern.callback, "view_initkwargs", {}).get("model")
                if not (isinstance(model, type) and issubclass(model, Model)):
                    continue
                if model._meta.app_label in APPS:
                    yield f"{resolver.namespace}:{pattern.name}", pattern, model


def terms_of_every_kind() -> None:
    """A row of each thing that the hub office keeps about buying and dates."""
    day = timezone.localdate()
    CancellationPolicy.objects.create(name="Ours")
    Fund.objects.create(name="Bursary", academic_year=2026, budget_pence=1)
    Voucher.objects.create(name="Code", code_hash="0", effect=VoucherEffect.PERCENT, value=1)
    SchoolHoliday.objects.create(name="Half term", first_date=day, last_date=day)
    Standing.objects.create(school=make.school(), kind=StandingKind.LEAD)


def test_the_admins_lists_of_facts_are_for_who_runs_the_hub(ids: Mapping[str, object]) -> None:
    CourseRunFactory(venue=VenueFactory())
    scene.link(CourseRun.objects.all()[0].page, RangePoint.objects.all()[0])
    LocalAuthorityFactory()
    ImportRun.objects.create(file_name="schools.csv")
    terms_of_every_kind()
    browsers, asked = clients(), set()
    for name, pattern, model in lists():
        if name.startswith("venue_chooser:"):
            continue
        kwargs = {key: model._default_manager.all()[0].pk for key in pattern.pattern.converters}
        for who in ("visitor", "sam", "ed"):
            assert ask(browsers[who], "get", reverse(name, kwargs=kwargs)) == 302, (who, name)
        asked.add(model)
    assert asked >= {Booking, CourseRun, Place, Post, School, Enrolment, User}
