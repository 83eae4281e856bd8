"""Accessibility, privacy and cookies."""

from home.demo.building import Fields, Links, Spec
from home.demo.pieces import bullets, heading, notice, text
from home.models import StandardPage


def accessibility_words(links: Links) -> Fields:
    return {
        "body": [
            text(
                "We want everybody who teaches to be able to use this site: with a keyboard alone, "
                "with a screen reader, by voice, at 400 % zoom, on an old phone, without colour, "
                "without JavaScript, tired."
            ),
            heading("How accessible it is"),
            text(
                "The aim is the Web Content Accessibility Guidelines 2.2 at level AA, on every "
                "page, in light and in dark. Pages are checked by program whenever the site "
                "changes, and by hand with a keyboard."
            ),
            heading("What we know is not good enough yet"),
            bullets(
                "Not every page has been tried with people who use assistive technology daily.",
                "Documents that editors add are checked by the editor, not by program.",
                "The pages in which editors write come from the publishing system, and we depend "
                "on its makers there.",
            ),
            heading("Tell us"),
            text(
                "If something does not work for you, or you need it in another form, "
                f"{links.to('contact', 'tell the hub office')}. Say which page and what you were "
                "trying to do. You hear back within two working days.",
                "If our answer is not good enough, the Equality Advisory and Support Service can "
                "advise you. The Equality and Human Rights Commission sees to the law.",
            ),
            heading("This statement"),
            text(
                "It was written for a demonstration, on the site’s own tests. A hub that uses this "
                "site has it tested, and says here by whom and when."
            ),
        ]
    }


def privacy_words(links: Links) -> Fields:
    return {
        "body": [
            notice("A demonstration: use invented names and addresses here.", "warn"),
            heading("What we keep, and why"),
            bullets(
                "<b>Your account</b>: name, e-mail address, role and school, so that you can book "
                "and be recognised. Until you ask us to delete it.",
                "<b>Bookings and attendance</b>: which courses you booked and were at, because we "
                "agreed to teach you and because you may need the proof.",
                "<b>Invoices and payments</b>: six years after the year they belong to, because "
                "the law says so. We never see card numbers: the payment provider does.",
                "<b>The certificate route</b>: your evidence and the decisions on it, because the "
                "awarding body requires it. Seen by your tutor and the people who check them.",
                "<b>What you tell us you need</b>, such as access or food: only if you say so, "
                "only for the people who run that course, deleted soon after it.",
            ),
            heading("Who else sees it"),
            text(
                "Your school sees what was booked in its name. If somebody books for you, you are "
                "told who. The awarding body gets what it needs to award. Nobody else, and nobody "
                "is sold anything.",
                "Pages load nothing from other companies: no counters, adverts or fonts.",
            ),
            heading("What you can ask for"),
            bullets(
                "to see all we hold about you, in a form you can take elsewhere",
                "to have it corrected",
                "to have it deleted, except invoices and awards that the law makes us keep",
                "to object, and to take back a consent you gave",
            ),
            text(
                f"{links.to('contact', 'Write to the hub office')}: we answer within a month. You "
                "may also complain to the Information Commissioner’s Office.",
                f"What your device stores is under {links.to('cookies', 'cookies')}.",
            ),
        ]
    }


def cookie_words(links: Links) -> Fields:
    return {
        "body": [
            text(
                "This site uses three cookies. Each is necessary for something you do, so there "
                "is no banner and nothing to accept."
            ),
            heading("The three"),
            bullets(
                "<b>sessionid</b> remembers that you are signed in, or are about to be. Set when "
                "you sign in, make an account or ask for a code; gone when you close the browser, "
                "or after two weeks if you choose “Stay signed in”.",
                "<b>csrftoken</b> proves that a form you send came from this site. Set with the "
                "first form; kept for a year.",
                "<b>messages</b> carries a short notice, such as “Saved”, to the next page. Gone "
                "as soon as it has been shown.",
            ),
            heading("One note in each tab"),
            text(
                "Where a list changes without a new page, the tab has to know its own address for "
                "“back” to work. It keeps that under the name "
                "<b>htmx-current-path-for-history</b> in its session storage: the address of the "
                "page that you see, nothing else. It is not sent to us, and is gone when you close "
                "the tab.",
            ),
            heading("A tutor’s phone in a hall without a signal"),
            text(
                "Only for tutors, and only when they mark a register. Each mark is kept in the "
                "device’s local storage, under a name that begins with <b>register-</b>, until we "
                "have it: numbers and marks, no names. It goes when it has been sent, or after 14 "
                "days at their next visit.",
                "So that the register opens without a signal, the device also keeps that page, "
                "with the names on it, under <b>register-pages</b> in its cache. It shows it for "
                "half a day at most, and deletes it when the tutor signs out. What people need is "
                "never on that page.",
            ),
            heading("What is not there"),
            text(
                "Nothing here follows you, and nothing is read by anybody else. You can delete "
                "it all in your browser; you are then signed out.",
                f"More about your data is under {links.to('privacy', 'privacy')}.",
            ),
        ]
    }


SPECS = [
    Spec(
        key="accessibility",
        parent="front",
        model=StandardPage,
        title="Accessibility statement",
        slug="accessibility",
        introduction="What works for whom, what does not yet, and whom to tell.",
        linked=accessibility_words,
    ),
    Spec(
        key="privacy",
        parent="front",
        model=StandardPage,
        title="Privacy",
        slug="privacy",
        introduction="What we keep about you, for how long, and what you can ask for.",
        linked=privacy_words,
    ),
    Spec(
        key="cookies",
        parent="front",
        model=StandardPage,
        title="Cookies: only the necessary ones",
        slug="cookies",
        introduction="Three cookies and a few notes, by name, and what each is for.",
        linked=cookie_words,
    ),
]
