"""The classroom in process: whatever the address says, the page is true to the evaluator."""

import re
from random import Random
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.common.locations import knowledge_folder
from advisor.explanation.whatif import what_if
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from advisor.knowledge.vocabulary import written
from advisor.teaching.lesson_files import read_lessons
from advisor.web.app import create_app
from advisor.web.classroom.answer_code import FORM, Shorthand
from advisor.web.classroom.board import Board
from advisor.web.classroom.cache import Recent
from advisor.web.classroom.quizzing import quiz_slides, read_votes, round_of
from advisor.web.classroom.slides import MOST, board_slides
from advisor.web.classroom.starts import Starts
from advisor.web.classroom.state import MAX_PAIRS, OWN, SHORT, BoardState, read_state
from advisor.web.settings import Settings
from tests.conftest import ROOT
from tests.states import consistent_answers, partial_answers

CITY = {"government_level": "kota", "perda_exists": "no", "perkada_exists": "no"}
PAGES = ("board", "trace", "graph", "present", "why?step=form-work-team", "why?term=perda_exists")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """One client for the whole module: the classroom keeps nothing between requests."""
    folder = tmp_path_factory.mktemp("room")
    database = f"sqlite:///{folder / 'web.db'}"
    of = Settings(database, str(folder / "ledger.db"), b"s" * 32, per_minute=10**6)
    with TestClient(create_app(of), base_url="http://advisor.test") as client:
        yield client


@pytest.fixture(scope="module")
def starts(knowledge):
    return Starts(knowledge, read_lessons(knowledge, knowledge_folder()), None)


def query(answers):
    return urlencode({term: written(value) for term, value in answers.items()})


def board_of(knowledge, engine, state):
    return Board(knowledge, state, engine.salience, {})


# The state in the address


@given(before=partial_answers(), after=partial_answers())
@settings(max_examples=60)
def test_an_address_read_back_is_the_same_state(knowledge, before, after):
    change = {t: after.get(t) for t in knowledge.vocabulary.asked}
    state = BoardState(Facts(before), {}, "").changed(change)
    assert state.facts.answers == after
    reading = read_state(knowledge, (), parse_qsl(state.query))
    assert reading.problems == ()
    assert reading.state.facts == Facts(after)
    assert dict(reading.state.was) == {
        t: before.get(t) for t in knowledge.vocabulary.asked if before.get(t) != after.get(t)
    }


@given(before=partial_answers(), after=partial_answers())
@settings(max_examples=30)
def test_a_form_leads_to_the_address_that_states_what_it_changed(room, knowledge, before, after):
    form = {"before": query(before)} | {
        t: written(after[t]) if t in after else "" for t in knowledge.vocabulary.asked
    }
    answer = room.get("/classroom/board", params=form, follow_redirects=False)
    assert answer.status_code == 303
    given = urlsplit(answer.headers["location"]).query
    assert read_state(knowledge, (), parse_qsl(given)).state == BoardState(Facts(before)).changed(
        {t: after.get(t) for t in knowledge.vocabulary.asked}
    )


# The same in short, in the links of a page


@given(before=partial_answers(), after=partial_answers())
@settings(max_examples=60)
def test_a_short_address_read_back_is_the_same_state(knowledge, before, after):
    change = {t: after.get(t) for t in knowledge.vocabulary.asked}
    state = BoardState(Facts(before), {}, "here").changed(change)
    text = Shorthand(knowledge.vocabulary).written(state.facts.answers, state.was)
    reading = read_state(knowledge, ("here",), [(SHORT, text), ("start", "here")])
    assert (reading.state, reading.problems, reading.short) == (state, (), True)
    assert len(text) < 100


@given(text=st.text(max_size=80) | st.from_regex(FORM, fullmatch=True))
@settings(max_examples=60)
def test_a_short_address_that_is_none_is_refused_in_words(room, knowledge, text):
    assume(not text.startswith(Shorthand(knowledge.vocabulary).mark))
    answer = room.get("/classroom/why", params={SHORT: text, "step": "form-work-team"})
    assert answer.status_code == 422
    assert "Muat ulang halaman asalnya" in answer.text


@pytest.mark.parametrize(
    "rest", ["", "-", "-0", "-0-", "-0-0-0", f"-{'f' * 60}-0", f"-0-{'9' * 3000}"]
)
def test_a_short_address_with_other_digits_than_there_are_is_refused(knowledge, rest):
    shorthand = Shorthand(knowledge.vocabulary)
    assert shorthand.read(shorthand.mark + rest) is None


def test_a_short_address_of_another_vocabulary_says_nothing(knowledge):
    library = ROOT / "examples" / "village-library"
    other = load(library / "rules", library / "knowledge").vocabulary
    assert Shorthand(knowledge.vocabulary).read(Shorthand(other).written({}, {})) is None
    # Nor does one in which a single number has another range.
    terms = tuple(
        t.model_copy(update={"max": t.max + 1}) if t.type == "number" else t for t in other.terms
    )
    assert terms != other.terms
    assert Shorthand(other).read(Shorthand(replace_terms(other, terms)).written({}, {})) is None


def test_a_number_that_does_not_begin_at_zero_is_read_back(knowledge):
    vocabulary = knowledge.vocabulary
    shorthand = Shorthand(
        replace_terms(
            vocabulary,
            tuple(
                t.model_copy(update={"min": t.min + 3}) if t.type == "number" else t
                for t in vocabulary.terms
            ),
        )
    )
    for term in shorthand.vocabulary.terms:
        for value in (None, *term.values):
            text = shorthand.written({term.name: value}, {})
            assert shorthand.read(text) == ({term.name: value}, {})


def replace_terms(vocabulary, terms):
    return vocabulary.model_copy(update={"terms": terms})


def test_every_explanation_linked_to_is_of_the_board_it_stands_on(room, knowledge):
    params = [*CITY.items(), ("was", "perda_exists:yes"), ("start", "lesson:chaining")]
    page = room.get("/classroom/board", params=params).text
    links = [link.replace("&amp;", "&") for link in re.findall(r'class="why" href="([^"]+)"', page)]
    assert len(links) > 60
    names = set()
    for link in links:
        answer = room.get(link, follow_redirects=False)
        assert answer.status_code == 303
        *state, (kind, name) = parse_qsl(urlsplit(answer.headers["location"]).query)
        assert state == params
        names.add((kind, name))
    assert {name for kind, name in names if kind == "step"} == set(knowledge.steps)
    shown = room.get(links[0], headers={"HX-Request": "true"})
    assert shown.history == []
    explained = re.compile(r'(?s)<section id="explanation".*?</section>|id="explanation".*')
    assert explained.search(shown.text)[0] == explained.search(room.get(links[0]).text)[0]


def test_a_board_repeats_its_facts_few_times_however_many_they_are(room, knowledge):
    first, last = (
        {t.name: written(t.values[place]) for t in knowledge.vocabulary.terms} for place in (0, -1)
    )
    was = [("was", f"{term}:{value}") for term, value in first.items()]
    pages = [
        room.get("/classroom/board", params=[*params, ("show", "all")]).text
        for params in ([], [*last.items(), *was])
    ]
    name = next(t for t in first if t.startswith("head_decree"))
    assert pages[1].count(f"{name}={last[name]}") < 40
    assert len(pages[1]) < 2.5 * len(pages[0])


def test_no_fact_is_called_like_a_parameter_of_a_page(knowledge):
    assert not ({*OWN, "was"} & knowledge.vocabulary.all.keys())


# What the board shows


def shown_rules(html):
    """The rules listed on a board, with their outcome in words."""
    part = html[html.index("rule-rows") : html.index("</ol>", html.index("rule-rows"))]
    return re.findall(r'>([A-Z]{2,5}-\d{3})</a> <span class="outcome outcome-(\w+)">', part)


@given(answers=partial_answers())
@settings(max_examples=40)
def test_the_board_shows_the_outcomes_and_the_plan_of_the_evaluator(room, knowledge, answers):
    html = room.get(f"/classroom/board?{query(answers)}&show=all").text
    evaluation = evaluate(knowledge, answers)
    assert shown_rules(html) == [(r, o.value) for r, o in evaluation.outcomes.items()]
    plan = advice_of(knowledge, Facts(answers), evaluation).steps
    shown = re.findall(r'class="step.*?step=([a-z-]+)"', html, re.DOTALL)
    assert shown == [step.step for step in plan]


@given(before=partial_answers(), term=st.integers(0, 52), pick=st.integers(0, 9))
@settings(max_examples=60)
def test_what_a_change_did_is_what_what_if_says(knowledge, engine, before, term, pick):
    name = list(knowledge.vocabulary.asked)[term]
    values = [None, *knowledge.vocabulary.asked[name].values][:10]
    change = {name: values[pick % len(values)]}
    board = board_of(knowledge, engine, BoardState(Facts(before)).changed(change))
    expected = what_if(knowledge, Facts(before), change)
    if before.get(name) == change[name]:
        assert board.difference is None
    else:
        assert board.difference.as_json() == expected.as_json()


def test_rules_stand_in_the_order_of_the_engines_own_salience(knowledge, engine):
    board = board_of(knowledge, engine, BoardState(Facts({})))
    saliences = [row.salience for row in board.rules]
    assert saliences == sorted(saliences, reverse=True)
    assert [engine.salience[row.rule.id] for row in board.rules] == saliences
    for row in board.rules:
        assert len(row.salience) == max(len(row.rule.alternatives), 1)


def test_a_rule_that_applies_has_the_salience_at_which_the_engine_fires_it(knowledge, engine):
    random, by_a_later_line = Random(13), 0
    for _ in range(40):
        answers = consistent_answers(knowledge, random)
        known = {term: value for term, value in answers.items() if random.random() < 0.8}
        board = board_of(knowledge, engine, BoardState(Facts(known)))
        fired = {f.name: (f.salience,) for f in engine.trace(known).firings if f.kind == "rule"}
        applies = board.rules_that("applies")
        assert {row.rule.id: row.salience for row in applies} == fired
        by_a_later_line += sum(row.salience[0] < engine.salience[row.rule.id][0] for row in applies)
    assert by_a_later_line


@pytest.mark.parametrize("show", ["applies", "rejected", "undecided"])
def test_the_filter_shows_rules_of_one_outcome_and_stays_after_a_change(room, knowledge, show):
    html = room.get("/classroom/board", params={**CITY, "show": show}).text
    answers = {**CITY, "perda_exists": False, "perkada_exists": False}
    outcomes = evaluate(knowledge, answers).outcomes
    part = html[html.index("rule-rows") : html.index("</ol>", html.index("rule-rows"))]
    shown = dict.fromkeys(re.findall(r"[?&;]rule=([A-Z]+-\d+)", part))
    assert list(shown) == [r for r, outcome in outcomes.items() if outcome == show]
    kept = room.get("/classroom/board", params={**CITY, "show": show, "before": ""})
    assert ("show=" in kept.url.query.decode()) is (show != "applies")


def test_every_rule_step_and_term_can_be_asked_about(room, knowledge):
    names = [("step", s) for s in knowledge.steps] + [("rule", r) for r in knowledge.rule]
    for kind, name in [*names, *(("term", t) for t in knowledge.vocabulary.all)]:
        answer = room.get("/classroom/why", params={**CITY, kind: name})
        assert answer.status_code == 200, name
        article = answer.text.partition("<article")[2].partition("</article>")[0]
        assert article, name
        assert not re.search(r"advisor [a-z]|--[a-z]", article), "a page has no commands"


def test_a_case_that_contradicts_is_told_so(room):
    path = "/classroom/why?step=form-work-team&government_level=kota&perda_exists=no"
    contradicting = room.get(f"{path}&regulation_socialised=yes").text
    assert "Langkah ini tidak dapat muncul lagi" in contradicting
    assert "Bila tidak: bertentangan dengan jawaban lain (CON-013)." in contradicting
    assert "masih bergantung pada jawaban lain" not in contradicting
    possible = room.get(f"{path}&regulation_socialised=no").text
    assert "masih bergantung pada jawaban lain" in possible


def test_each_smallest_change_leads_to_a_board_where_it_has_worked(room, knowledge):
    page = room.get("/classroom/why", params={**CITY, "step": "socialise-regulation"}).text
    ways = re.findall(r'href="(/classroom/board\?[^"]+)">Coba', page)
    assert ways
    for way in ways:
        shown = room.get(way.replace("&amp;", "&")).text
        assert "effect-new" in shown
        assert "step=socialise-regulation" in shown


# The trace


def trace_page(room, answers, at):
    return room.get(f"/classroom/trace?{query(answers)}&at={at}").text


def test_the_last_place_of_a_trace_is_the_advice(room, knowledge, engine):
    for start in Starts(knowledge, read_lessons(knowledge, knowledge_folder()), None).lessons[:6]:
        html = trace_page(room, start.facts.answers, 9999)
        advice = start.advice
        assert f"Aturan yang berlaku: {len(advice.fired)}" in html
        assert f"Langkah yang disarankan: {len(advice.steps)}" in html
        if advice.steps:
            assert advice.steps[0].text.id in html


def link(html, which):
    found = re.search(rf'href="([^"]+)"[^>]*id="go-{which}"', html)
    return found[1].replace("&amp;", "&") if found else None


def test_going_on_and_back_shows_the_very_same_pages(room):
    pages = [room.get("/classroom/trace", params={**CITY, "work_team_formed": "no"}).text]
    while to := link(pages[-1], "next"):
        pages.append(room.get(to).text)
    assert len(pages) > 8
    assert len(set(pages)) == len(pages)
    back = [pages[-1]]
    while to := link(back[-1], "back"):
        back.append(room.get(to).text)
    assert back[::-1][1:] == pages[1:]
    assert link(back[-1], "back") is link(pages[0], "back") is None


def test_running_to_a_rule_stops_where_it_has_just_fired(room):
    found = room.get("/classroom/trace", params={**CITY, "run": "reg-001"})
    at = int(parse_qs(found.url.query.decode())["at"][0])
    assert at > 0
    assert re.search(r'id="firing-title">Penerapan \d+ dari \d+: REG-001', found.text)


def test_running_to_a_rule_that_never_fires_says_why_and_stays(room):
    found = room.get("/classroom/trace", params={**CITY, "run": "REG-002", "at": "2"})
    assert "REG-002 tidak diterapkan dalam konsultasi ini" in found.text
    assert "2 / " in found.text


def test_a_break_stops_where_its_term_arrives(room):
    html = room.get("/classroom/trace", params={**CITY, "break": "obstacle_regulation"}).text
    stopped = room.get(link(html, "stop")).text
    added = stopped[stopped.index('class="added"') :]
    assert "[obstacle_regulation]" in added[: added.index("</ul>")]


# Slides and quiz


def test_each_slide_holds_few_things(knowledge, engine, starts):
    for start in (*starts.lessons, *starts.examples):
        assert len(board_slides(board_of(knowledge, engine, start.state), start, "id")) <= 7
        states = [start.state, *([start.twist] if start.lesson and start.twist else [])]
        for state in states:
            slides = board_slides(board_of(knowledge, engine, state), start, "id")
            assert all(len(slide.items) <= MOST for slide in slides)
            plan = next(slide for slide in slides if slide.kind == "plan")
            evaluation = evaluate(knowledge, state.facts.answers)
            steps = advice_of(knowledge, state.facts, evaluation).steps
            assert [item.text for item in plan.items] == [s.text.id for s in steps[:MOST]]
            assert plan.more == max(len(steps) - MOST, 0)


def test_the_quiz_tells_the_answer_only_after_the_vote(knowledge, engine, starts):
    for start in starts.lessons:
        board = board_of(knowledge, engine, start.state)
        slides = quiz_slides(board, start, (), "id")
        kinds = [slide.kind for slide in slides]
        assert kinds[-3:] == ["question", "votes", "answer"]
        assert not any(item.mark for slide in slides[:-2] for item in slide.items)
        right = [number for number, item in enumerate(slides[-2].items) if item.mark == "right"]
        assert right == [round_of(board, start).right]


def test_a_class_that_chose_otherwise_is_told_why_not(knowledge, engine, starts):
    start = starts.find("lesson:chaining")
    board = board_of(knowledge, engine, start.state)
    right = round_of(board, start).right
    wrong = 0 if right else 1
    votes = tuple(5 if place == wrong else 1 for place in range(5))
    told = quiz_slides(board, start, votes, "id")[-1]
    assert "wrong" in [item.mark for item in told.items]
    agreed = tuple(5 if place == right else 1 for place in range(5))
    assert "wrong" not in [i.mark for i in quiz_slides(board, start, agreed, "id")[-1].items]


def test_votes_that_are_no_numbers_count_as_none():
    assert read_votes(["3", "", "-1", "x", "9999", "٣"]) == (3, 0, 0, 0, 0, 0)


# Pictures


def test_the_picture_is_a_resource_of_its_own_that_the_policy_allows(room):
    answer = room.get("/classroom/graph.svg", params={**CITY, "part": "topic:regulation"})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "max-age" in answer.headers["cache-control"]
    assert "style=" not in answer.text
    assert "<style" not in answer.text
    again = room.get("/classroom/graph.svg", params={**CITY, "part": "topic:regulation"})
    assert again.text == answer.text


def test_a_picture_changes_with_the_facts_and_with_the_language(room):
    def image(**more):
        return room.get("/classroom/graph.svg", params={"part": "topic:regulation", **more}).text

    assert len({image(), image(**CITY), image(**CITY, lang="en")}) == 3
    room.get("/classroom?lang=id")


def test_the_list_beside_the_picture_names_every_rule_of_it(room):
    params = {**CITY, "part": "topic:regulation"}
    html, image = (room.get(f"/classroom/{p}", params=params).text for p in ("graph", "graph.svg"))
    rules = set(re.findall(r"[A-Z]{3}-\d{3}", re.sub(r"<desc.*?</desc>", "", image)))
    beside = html[html.index('id="graph-list"') :]
    assert rules
    assert all(f"rule={rule}" in beside for rule in rules)


def test_what_was_made_last_is_kept_and_the_oldest_forgotten():
    recent, made = Recent(2), []
    for key in (1, 2, 1, 3, 1, 2):
        recent.get(key, lambda key=key: made.append(key))
    assert made == [1, 2, 3, 2]


# Bad addresses

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "javascript:alert(1)",
    "{{7*7}}",
    "\x00\x1b[31m",
    "%s%n../../etc/passwd",
    "ya\u202e",
    "9" * 5000,
)
PARAMETERS = (
    "perda_exists", "innovations_running", "nowhere", "was", "start", "before", "show", "at",
    "break", "run", "part", "every", "zoom", "step", "rule", "term", "slide", "v", "board",
)  # fmt: skip
ADDRESSES = ("", "/board", "/why", "/graph", "/trace", "/present", "/quiz")


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_hostile_in_an_address_breaks_a_page_or_gets_into_it_unescaped(room, address):
    for parameter in PARAMETERS:
        for text in HOSTILE:
            answer = room.get(f"/classroom{address}", params={**CITY, parameter: text})
            expected = (200, 422) if parameter == "board" else (200, 303, 404)
            assert answer.status_code in expected, (parameter, text)
            for raw in ("<script>alert", "<img src=x", "onfocus='", "\x1b"):
                assert raw not in answer.text, (parameter, text)
            assert "</html>" in answer.text
            assert len(answer.text) < 200_000


@given(pairs=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=8))
@settings(max_examples=25)
def test_any_parameters_whatever_get_a_page(room, pairs):
    for address in ("board", "trace", "graph", "why", "present"):
        answer = room.get(f"/classroom/{address}?{urlencode(pairs)}")
        assert answer.status_code in (200, 404)


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"perda_exist": "no"}, "Mungkin maksudnya &#39;perda_exists&#39;"),
        ({"perda_exists": "maybe"}, "bukan jawaban yang dikenal"),
        ({"government_level": "kecamatan"}, "bukan pilihan yang ada"),
        ({"innovations_running": "100"}, "bukan bilangan bulat dari 0 sampai 99"),
        ({"was": "nowhere:yes"}, "Tidak ada pertanyaan bernama"),
        ({"start": "lesson:chainin"}, "Mungkin maksudnya &#39;lesson:chaining&#39;"),
        ([("perda_exists", "no"), ("perda_exists", "yes")], "Disebut lebih dari sekali"),
        ([("x", "y")] * (MAX_PAIRS + 1), "terlalu banyak bagian"),
    ],
)
def test_what_is_wrong_is_told_in_place_and_the_rest_still_counts(room, params, told):
    pairs = [*params.items()] if isinstance(params, dict) else params
    answer = room.get(f"/classroom/board?{urlencode([('perkada_exists', 'yes'), *pairs])}")
    assert answer.status_code == 200
    assert told in answer.text
    assert 'role="alert"' in answer.text
    assert re.search(r'id="perkada_exists-yes"[^>]*checked', answer.text)


def test_a_picture_that_cannot_be_drawn_is_told_in_words(room):
    assert "Tidak ada topik" in room.get("/classroom/graph?part=topic:nowhere").text
    assert "tidak dikenal" in room.get("/classroom/graph?part=nowhere").text
    assert "Tidak ada aturan yang berlaku" in room.get("/classroom/graph?part=fired").text
    assert room.get("/classroom/graph.svg?part=topic:nowhere").status_code == 404


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_whole_in_both_languages(room, language):
    for path in PAGES:
        answer = room.get(f"/classroom/{path}", params={**CITY, "lang": language})
        assert f'<html lang="{language}">' in answer.text
    room.get("/classroom?lang=id")
