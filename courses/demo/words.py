"""What the demonstration's courses are about, in words for a teacher at the end of a long day."""

from dataclasses import dataclass

TRAINER = (
    "<p><b>An example trainer.</b> On a real hub’s site you would read here who they are, whom "
    "they have taught, and why the hub asked them.</p>"
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """One course."""

    slug: str
    title: str
    introduction: str
    who_for: str
    outcomes: tuple[str, ...]
    about: str = ""
    bring: str = ""
    trainers: str = TRAINER
    phases: tuple[str, ...]


PRIMARY = ("eyfs", "ks1", "ks2")

COURSES = (
    Words(
        slug="singing-with-confidence-in-key-stage-1",
        title="Singing with confidence in Key Stage 1",
        introduction="Three short evenings. No piano, no solo, no reading music.",
        who_for="<p>Class teachers and teaching assistants in Reception, Year 1 and Year 2 who "
        "sing with children, or would if they felt surer of themselves. You need no musical "
        "training.</p>",
        outcomes=(
            "Start a song at a pitch that suits five- to seven-year-olds, and keep it there",
            "Teach a song by ear in ten minutes, by call and response",
            "Choose twelve songs from different traditions, and say why each earns its place",
            "Plan a term in which singing leads somewhere, for every child in the room",
        ),
        about="<p>We sing from the first minute, all together, so nobody is heard alone. Each "
        "evening ends with one song that you can teach the next morning, and a sheet with its "
        "words and a recording.</p><p>Between the evenings you try one thing with your class. "
        "That is all the homework there is.</p>",
        bring="Comfortable shoes and something to drink. We have the song sheets.",
        phases=("eyfs", "ks1"),
    ),
    Words(
        slug="whole-class-ukulele-for-beginners",
        title="Whole-class ukulele for beginners",
        introduction="Thirty ukuleles, one teacher, and a sound that you will look forward to.",
        who_for="<p>Teachers in Key Stage 2 who have a box of ukuleles in a cupboard, or are about "
        "to. It is a good start for a First Access or whole-class project. You need not play "
        "anything yet.</p>",
        outcomes=(
            "Tune thirty ukuleles before assembly is over",
            "Play and teach three chords, and the ten songs that need no others",
            "Run a lesson in which the quick ones wait for nobody and the slow ones lose nothing",
            "Hear the difference between a wrong note and a loose string",
        ),
        about="<p>You play all afternoon, because that is how your class will learn. We use the "
        "cheapest ukuleles that stay in tune, and show you how to keep them alive.</p>",
        bring="Your own ukulele if you have one. We lend you one if you have not.",
        phases=("ks2",),
    ),
    Words(
        slug="planning-a-progression-overview",
        title="Planning a progression overview",
        introduction="One page that shows what your pupils will learn in music, and in what order.",
        who_for="<p>Music leads in primary schools who have been asked for “the overview”, and "
        "teachers who take over the subject in September.</p>",
        outcomes=(
            "Say what getting better at music looks like from Reception to Year 6",
            "Fit singing, playing, listening and composing into the hours that you really have",
            "Use a scheme you have bought without being used by it",
            "Explain your overview to a head teacher in three minutes",
        ),
        about="<p>You leave with a first page of your own, not with ours. We look at three quite "
        "different examples, each from a made-up school, and say what each of them gives up.</p>",
        bring="Whatever you have now, however untidy.",
        phases=PRIMARY,
    ),
    Words(
        slug="assessing-musically",
        title="Assessing musically",
        introduction="Hear what pupils can do, keep what matters, and stop filling in the rest.",
        who_for="<p>Class teachers and music leads in Key Stages 1, 2 and 3 who suspect that their "
        "music assessment takes longer than it is worth.</p>",
        outcomes=(
            "Listen for three things in thirty children, and remember what you heard",
            "Give feedback that changes the very next attempt",
            "Keep recordings that show progress, lawfully and without a new system",
            "Report to parents about music in sentences that say something",
        ),
        about="<p>The morning is spent listening to children, in recordings made for this course "
        "with consent. The afternoon is yours: you plan one term’s listening, and somebody else "
        "tries to follow it.</p><p>Lunch is included.</p>",
        phases=("ks1", "ks2", "ks3"),
    ),
    Words(
        slug="music-leads-network",
        title="Music leads’ network",
        introduction="Ninety minutes each term with the people who do the same job down the road.",
        who_for="<p>Whoever leads music in a school, of any phase, for twenty years or since "
        "yesterday. Come even if nobody has told you what the job is.</p>",
        outcomes=(
            "Know what is new from the hub, and what you can ignore",
            "Take home one idea that has worked in a school like yours",
            "Find somebody to ring when it does not work in yours",
        ),
        about="<p>One short talk, one thing to try, and a long stretch at tables by size of "
        "school. What is said about schools stays in the room.</p>",
        phases=("eyfs", "ks1", "ks2", "ks3", "ks4"),
    ),
    Words(
        slug="composing-with-year-5-and-6",
        title="Composing with Year 5 and 6",
        introduction="From “make something up” to music that pupils want to play again.",
        who_for="<p>Teachers of Year 5 and 6 whose composing lessons are either silence or "
        "uproar.</p>",
        outcomes=(
            "Give a starting point that limits enough to set pupils free",
            "Keep six groups working in one room",
            "Help a piece to get better without taking it over",
            "Write down what was made, in signs that the makers understand",
        ),
        about="<p>You compose too, in a small group, with the same instruments and the same twelve "
        "minutes that your class would have. Then we talk about what helped.</p>",
        phases=("ks2",),
    ),
    Words(
        slug="music-technology-with-two-laptops",
        title="Music technology with two laptops",
        introduction="Beats, loops and voices for a whole class, with what your school has.",
        who_for="<p>Teachers in Key Stages 2 and 3 with little equipment and less time. It helps "
        "if you can attach a file to an e-mail. That is enough.</p>",
        outcomes=(
            "Run a lesson in which two laptops serve thirty pupils",
            "Record a voice so that it sounds like its owner",
            "Use free programs that ask no child for an account",
            "Tell what a pupil has composed from what the program has",
        ),
        about="<p>One session together and one online, three weeks apart, so that your class can "
        "try it in between and you can show us what happened.</p>",
        bring="A laptop if you can. We have spare ones.",
        phases=("ks2", "ks3"),
    ),
    Words(
        slug="listening-that-goes-somewhere",
        title="Listening that goes somewhere",
        introduction="What to do with three minutes of music, beyond “did you like it?”",
        who_for="<p>Class teachers in primary schools. You need not know the names of composers, "
        "or of anything else.</p>",
        outcomes=(
            "Choose music by what it lets children notice",
            "Ask questions that cannot be answered with “happy” or “sad”",
            "Move from listening to singing, playing or composing in the same lesson",
            "Build a year of listening in which nobody’s music is the exotic one",
        ),
        about="<p>We listen to eight short pieces, none of them twice in the same way. You leave "
        "with the pieces, the questions, and a year’s plan with gaps for your own choices.</p>",
        phases=PRIMARY,
    ),
    Words(
        slug="challenging-times-the-annual-conference",
        title="Challenging Times: the annual conference",
        introduction="One day for everyone who leads music in a school, and for their heads.",
        who_for="<p>Every school’s music lead, with a head teacher or governor where one can come. "
        "Every school is invited.</p>",
        outcomes=(
            "Hear how other schools keep music at the heart of things",
            "Choose two workshops out of six, and try things rather than watch them",
            "Agree with your head one thing to change by the summer",
        ),
        about="<p>Doors open at 8.30am. There are two talks, six workshops given twice, lunch, and "
        "an hour at the end for schools to plan together. <b>Speakers to be announced.</b></p>",
        trainers="<p><b>Speakers to be announced.</b> This is a demonstration: nobody has been "
        "asked yet.</p>",
        phases=("eyfs", "ks1", "ks2", "ks3", "ks4"),
    ),
    Words(
        slug="open-classroom-a-year-3-lesson",
        title="Open classroom: a Year 3 lesson",
        introduction="Watch an ordinary lesson, then take it apart with the teacher who gave it.",
        who_for="<p>Anybody who teaches music in Key Stage 2, and would rather see a lesson than "
        "hear about one.</p>",
        outcomes=(
            "Watch how one teacher starts, stops and changes direction",
            "Notice what six particular children learned",
            "Choose one thing to try in your own room this week",
        ),
        about="<p>Six visitors at most, so that the lesson stays a lesson. You sit at the side, "
        "then have coffee and an hour’s talk while the class goes to assembly.</p>",
        phases=("ks2",),
    ),
    Words(
        slug="music-for-pupils-with-send",
        title="Music for pupils with SEND",
        introduction="Music that starts from what each child does already, in any classroom.",
        who_for="<p>Teachers and assistants in mainstream and special schools, of any phase, with "
        "or without musical training.</p>",
        outcomes=(
            "Read a child’s sound, movement or stillness as a musical answer",
            "Set up a room in which noise is safe for those whom noise hurts",
            "Adapt one activity in four ways without making four activities",
            "Use switches, sound beams and plain drums, and know when to use none of them",
        ),
        about="<p>You work with instruments all day, and with short films made for training with "
        "families’ consent. There is a quiet room, and you may leave and come back at any "
        "time.</p>",
        phases=("eyfs", "ks1", "ks2", "ks3", "ks4"),
    ),
    Words(
        slug="inset-in-your-school",
        title="INSET in your school",
        introduction="Two hours of music for all your staff, on a day that you choose.",
        who_for="<p>Whole staffs of primary schools, including those who say that they are not "
        "musical. Assistants, lunchtime staff and governors are welcome.</p>",
        outcomes=(
            "Sing and play together as a staff, which is worth the two hours by itself",
            "Agree what music looks like in your school, on one page",
            "Leave with three activities that every teacher can use next week",
        ),
        about="<p>When you book, we ring you or write to you to choose the day, the time and what "
        "matters most. One price pays for everybody in the room.</p>",
        bring="A hall or a large classroom. We bring the instruments.",
        phases=PRIMARY,
    ),
)
