"""The plan's pages: the very plan that the engine gives, and what a tick makes of it."""

import html
import re
from random import Random

import pytest
from starlette.testclient import TestClient

from advisor.advice.consultation import advise
from advisor.advice.facts import facts_from
from advisor.common.language import LANGUAGES
from advisor.explanation.how import explain
from advisor.explanation.proof import leaves
from advisor.explanation.sensitivity import sensitivity
from advisor.knowledge.vocabulary import written
from advisor.web.app import create_app
from advisor.web.settings import Settings
from tests.states import consistent_answers, sample_values
from tests.web.plans import EXAMPLES, begun, post, shown, token

STATUSES = (*EXAMPLES, "needs-answers")


def random_given(knowledge, random):
    """Answers that can all be true, some missing and some of them "don't know"."""
    known = random.choice((0.5, 0.8, 1))
    answers = consistent_answers(knowledge, random)
    given = {term: value for term, value in answers.items() if random.random() < known}
    unknown = [term for term in given if random.random() < 0.05]
    return {**given, **dict.fromkeys(unknown)}


def plan_of(client, link, **query):
    return client.get(f"/questionnaire/{link}/plan", params=query).text


def text_of(page):
    """A page's words without its marks, as one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """One application for all of these tests; each uses its own questionnaires."""
    folder = tmp_path_factory.mktemp("plan")
    settings = Settings(
        f"sqlite:///{folder / 'web.db'}", str(folder / "ledger.db"), b"s" * 32, per_minute=10**6
    )
    with TestClient(create_app(settings), base_url="http://advisor.test") as client:
        yield client


@pytest.fixture(autouse=True)
def _another_visitor(client):
    client.cookies.clear()


@pytest.fixture
def drafts(client):
    return client.app.state.site.drafts


def plans(client, knowledge, engine, count, seed):
    """Random questionnaires for which a plan is given, each with its advice."""
    random, drafts = Random(seed), client.app.state.site.drafts
    while count:
        given = random_given(knowledge, random)
        advice = advise(engine, facts_from(given))
        if advice.status == "advised":
            count -= 1
            yield drafts.begin("Dinas A", given), advice


@pytest.mark.parametrize("example", STATUSES)
def test_from_every_plan_one_gets_to_the_link_and_to_deleting(client, knowledge, example):
    link = begun(client.app.state.site.drafts, knowledge, example)
    for _ in range(2):
        assert f'href="/questionnaire/{link}/keep"' in plan_of(client, link)
        post(client, link, "finish")


def test_the_page_ranks_the_steps_as_the_engine_does(client, knowledge, engine):
    for link, advice in plans(client, knowledge, engine, 15, seed=1):
        assert shown(plan_of(client, link)) == [step.step for step in advice.steps]


def test_ticking_any_step_gives_the_plan_of_the_changed_answer_and_undoing_the_plan_before(
    client, knowledge, engine, drafts
):
    ticked = 0
    for link, advice in plans(client, knowledge, engine, 8, seed=2):
        before = drafts.find(link)
        for step in advice.steps:
            done_by = knowledge.steps[step.step].done_by
            if done_by is None:
                continue
            ticked += 1
            answer = post(client, link, "done", step=step.step)
            changed = facts_from({**before.given, done_by: True})
            expected = [item.step for item in advise(engine, changed).steps]
            page = client.get(answer.headers["location"]).text
            assert shown(page) == expected
            was = re.search(r'name="was" value="(\w+)"', page)[1]
            post(client, link, "undo", step=step.step, was=was)
            assert drafts.find(link).given == before.given
    assert ticked > 25


def moves(before, after):
    """What went, came and changed its place among the steps that both plans have."""
    kept = [step for step in after if step in before]
    was = [step for step in before if step in after]
    moved = [step for step, other in zip(kept, was, strict=True) if step != other]
    return len(set(before) - set(after)), len(set(after) - set(before)), len(moved)


def test_the_page_tells_how_many_steps_went_came_and_moved(client, knowledge, engine):
    random, told = Random(3), 0
    for link, advice in plans(client, knowledge, engine, 10, seed=3):
        steps = [step.step for step in advice.steps if knowledge.steps[step.step].done_by]
        if not steps:
            continue
        location = post(client, link, "done", step=random.choice(steps)).headers["location"]
        page = client.get(location).text
        after = shown(page)
        if not after:
            continue
        counts = moves([step.step for step in advice.steps], after)
        said = "Langkah yang tidak lagi disarankan: {}; baru: {}; berpindah: {}.".format(*counts)
        assert said in page
        assert page.count('tag-mark no-print">baru') == counts[1]
        assert page.count("berpindah dari urutan") == counts[2]
        told += 1
    assert told > 5


def test_a_tick_that_makes_answers_contradict_can_be_undone_from_the_page_that_says_so(
    client, knowledge, engine, drafts
):
    for link, advice in plans(client, knowledge, engine, 30, seed=4):
        for step in advice.steps:
            done_by = knowledge.steps[step.step].done_by
            given = {**drafts.find(link).given, **({done_by: True} if done_by else {})}
            if advise(engine, facts_from(given)).status == "contradictory":
                location = post(client, link, "done", step=step.step).headers["location"]
                page = client.get(location).text
                assert 'id="clashes"' in page
                assert f"{link}/plan/undo" in page
                return
    raise AssertionError("no tick of any plan contradicts")


@pytest.mark.parametrize("query", [
    {"step": "nothing", "was": "no"},
    {"step": "{ticked}", "was": "yes"},
    {"step": "{ticked}", "was": "<script>"},
    {"step": "{free}", "was": "no"},
    {"step": "{ticked}"},
    {"was": "no"},
])  # fmt: skip
def test_an_address_that_claims_a_change_that_was_not_is_shown_without_it(
    client, knowledge, drafts, query
):
    ticked = next(s.id for s in knowledge.steps.values() if s.done_by)
    free = next(s.id for s in knowledge.steps.values() if not s.done_by)
    link = drafts.begin(given={knowledge.steps[ticked].done_by: True})
    query = {key: text.format(ticked=ticked, free=free) for key, text in query.items()}
    page = plan_of(client, link, **query)
    assert "changes-bar" not in page
    assert "<script>" not in page


def test_what_can_be_ticked_has_a_form_and_what_cannot_says_so(client, knowledge, engine):
    seen = set()
    for link, advice in plans(client, knowledge, engine, 20, seed=5):
        page = plan_of(client, link)
        tickable = [s.step for s in advice.steps if knowledge.steps[s.step].done_by]
        assert re.findall(r'name="step" value="([a-z0-9-]+)"', page) == tickable
        names = re.findall(r"<button[^>]*>.*?Sudah dilakukan.*?</button>", page)
        assert len({text_of(name) for name in names}) == len(tickable)
        assert page.count("Tidak dapat dicentang") == len(advice.steps) - len(tickable)
        seen |= {len(advice.steps) - len(tickable)}
    assert len(seen) > 1


def test_only_a_step_that_has_an_answer_of_its_own_can_be_ticked(client, knowledge, drafts):
    link = drafts.begin()
    free = next(s.id for s in knowledge.steps.values() if not s.done_by)
    tickable = next(s.id for s in knowledge.steps.values() if s.done_by)
    assert post(client, link, "done", step=free).status_code == 400
    assert post(client, link, "done", step="nothing").status_code == 404
    assert post(client, link, "undo", step=tickable, was="maybe").status_code == 400
    assert post(client, link, "undo", step=tickable).status_code == 400
    assert drafts.find(link).given == {}


@pytest.mark.parametrize("what", ["done", "undo"])
def test_a_tick_without_the_forms_token_changes_nothing(client, knowledge, drafts, what):
    link = drafts.begin()
    step = next(s.id for s in knowledge.steps.values() if s.done_by)
    form = {"step": step, "was": "yes", "csrf": "0" * 64}
    assert client.post(f"/questionnaire/{link}/plan/{what}", data=form).status_code == 403
    assert drafts.find(link).given == {}


PATHS = (
    "", "/step/{step}", "/why-not?step={step}", "/waiting.svg", "/waiting-tall.svg", ".pdf", ".json"
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_found_under_a_link_that_does_not_exist(client, knowledge, drafts, path):
    path = path.format(step=next(iter(knowledge.steps)))
    link = drafts.begin()
    assert client.get(f"/questionnaire/{link}/plan{path}").status_code == 200
    assert client.get(f"/questionnaire/{link[:-1]}/plan{path}").status_code == 404


@pytest.mark.parametrize("path", [
    "/step/nothing", "/step/<script>", "/why-not", "/why-not?step=nothing", "/other.svg", ".exe",
    ".pdf%00", "/step/..%2F..",
])  # fmt: skip
def test_what_a_plan_does_not_have_is_not_found(client, drafts, path):
    assert client.get(f"/questionnaire/{drafts.begin()}/plan{path}").status_code == 404


def test_forms_sent_to_a_link_that_does_not_exist_are_not_found(client, knowledge):
    form = {"csrf": token(client, "/questionnaire"), "step": next(iter(knowledge.steps))}
    for what in ("done", "undo"):
        path = f"/questionnaire/nowhere/plan/{what}"
        assert client.post(path, data={**form, "was": "no", "made_from": "yes"}).status_code == 404


def test_contradictory_answers_are_both_named_and_each_can_be_changed(client, knowledge, drafts):
    link = begun(drafts, knowledge, "contradictory")
    page = plan_of(client, link)
    advice = client.app.state.site.preview(drafts.find(link).facts(knowledge.vocabulary))
    assert advice.contradictions
    for item in advice.contradictions:
        assert item.message.id in html.unescape(page)
        for term in item.terms:
            sentence = knowledge.term(term).sentence(advice.answers[term]).id
            assert sentence in html.unescape(page)
            assert f"/questionnaire/{link}/question/{term}?after=plan" in page
    assert "/finish" not in page
    assert "plan.pdf" not in page


def test_a_changed_answer_leads_back_to_the_plan(client, knowledge, drafts):
    link, term = drafts.begin(), knowledge.questions[0]
    at = f"/questionnaire/{link}/question/{term.term}"
    assert 'name="after" value="plan"' in client.get(f"{at}?after=plan").text
    value = sample_values(knowledge.vocabulary.asked[term.term])[0]
    form = {"csrf": token(client, at), "answer": value, "after": "plan", "made_from": "none"}
    answer = client.post(at, data=form, follow_redirects=False)
    assert answer.headers["location"] == f"/questionnaire/{link}/plan"


def answered(client, knowledge, draft, random):
    """Change, withdraw into "don't know" or give one random answer, from the plan's page."""
    name, known = random.choice(sorted(knowledge.vocabulary.asked.items()))
    at = f"/questionnaire/{draft.link}/question/{name}"
    value = random.choice([*map(written, sample_values(known)), "unknown"])
    form = {"csrf": token(client, at), "answer": value, "after": "plan",
            "made_from": draft.written(name)}  # fmt: skip
    return client.post(at, data=form, follow_redirects=False).headers["location"]


def ticked(client, knowledge, draft, random):
    """Tick one of the plan's steps that can be ticked, or take the last tick back."""
    page = plan_of(client, draft.link)
    can = re.findall(r'name="step" value="([\w-]+)"', page)
    if not can:
        return f"/questionnaire/{draft.link}/plan"
    step = random.choice(can)
    moved = post(client, draft.link, "done", step=step).headers["location"]
    was = re.search(r"was=(\w+)", moved)
    if random.random() < 0.3 and was:
        return post(client, draft.link, "undo", step=step, was=was[1]).headers["location"]
    return moved


@pytest.mark.parametrize("seed", range(6))
def test_after_any_walk_the_page_is_that_of_the_answers_alone(client, knowledge, drafts, seed):
    """Open questions, ranks, what waits for what, ticks: nothing of the way remains on the page."""
    random = Random(seed)
    link = drafts.begin("Dinas A", random_given(knowledge, random))
    for _ in range(12):
        move = answered if random.random() < 0.5 else ticked
        at = move(client, knowledge, drafts.find(link), random)
        assert at.partition("?")[0].partition("#")[0] == f"/questionnaire/{link}/plan"
        walked = client.get(at).text
        other = drafts.begin("Dinas A", dict(drafts.find(link).given))
        fresh = client.get(f"/questionnaire/{other}/plan").text.replace(other, link)
        assert body(client.get(f"/questionnaire/{link}/plan").text) == body(fresh)
        assert shown(walked) == shown(fresh)
        assert counted(walked) == counted(fresh)


def body(page):
    """The page without what is of its moment: the form's token and the time."""
    page = re.sub(r'(name="csrf" value=")\w+', r"\1", page)
    return re.sub(r"pukul \d\d\.\d\d", "", page)


def counted(page):
    """Every number that the page says, but for those of the tick's own notice."""
    return re.findall(
        r"\d+", text_of(body(re.sub(r'(?s)<div class="changes-bar">.*?</details>', "", page)))
    )


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_status_is_told_in_both_languages(client, knowledge, drafts, status, language):
    from advisor.common.messages import word

    link = begun(drafts, knowledge, status)
    page = plan_of(client, link, lang=language)
    name = "advised" if status == "half" else status
    count = len(shown(page))
    assert word(f"plan.{name}", language, count=count) in html.unescape(page)
    assert ("/finish" in page) == (name in ("advised", "out-of-scope", "nothing-to-do"))


@pytest.mark.parametrize("status", STATUSES)
def test_every_step_is_either_in_the_plan_or_among_those_that_can_be_asked_about(
    client, knowledge, drafts, status
):
    page = plan_of(client, begun(drafts, knowledge, status))
    asked = re.findall(r'<option value="([a-z0-9-]+)"', page)
    expected = [] if status == "out-of-scope" else sorted(knowledge.steps)
    assert sorted([*shown(page), *asked]) == expected


@pytest.mark.parametrize("status", STATUSES)
def test_every_step_has_a_page_that_tells_why_it_is_in_the_plan_or_not(
    client, knowledge, drafts, status
):
    link = begun(drafts, knowledge, status)
    advised = shown(plan_of(client, link))
    for step in knowledge.steps:
        to = client.get(f"/questionnaire/{link}/plan/why-not", params={"step": step})
        page = text_of(to.text)
        assert to.status_code == 200
        assert ("Mengapa langkah ini disarankan" in page) == (step in advised)
        assert ("Mengapa langkah ini tidak ada" in page) == (step not in advised)
        for rule in knowledge.advisers[step] if step not in advised else ():
            assert rule.id in page


def test_a_step_that_no_answer_can_bring_is_told_so(client, drafts):
    given = {"government_level": "kota", "perda_exists": False, "regulation_socialised": True}
    link = drafts.begin("", given)
    page = text_of(client.get(f"/questionnaire/{link}/plan/step/form-work-team").text)
    assert "Langkah ini tidak dapat muncul lagi" in page
    assert "Bila tidak: bertentangan dengan jawaban lain (CON-013)." in page
    assert "masih bergantung pada jawaban lain" not in page
    link = drafts.begin("", {"government_level": "other"})
    page = text_of(client.get(f"/questionnaire/{link}/plan/step/form-work-team").text)
    assert "belum dapat diputuskan karena" not in page
    before, said, after = page.partition("Selama hal itu belum berubah")
    assert said
    assert "Keadaan ini di luar cakupan saran." in before
    assert "Jawaban yang akan menentukan" not in after


def test_a_steps_page_proves_it_down_to_every_answer_and_every_line_of_the_article(
    client, knowledge, engine, drafts
):
    for link, advice in plans(client, knowledge, engine, 4, seed=6):
        facts = drafts.find(link).facts(knowledge.vocabulary)
        for step in advice.steps:
            raw = client.get(f"/questionnaire/{link}/plan/step/{step.step}").text
            page = text_of(raw)
            for judged in explain(knowledge, facts, step.step).reasons:
                assert judged.rule.why.id in page
                for leaf in leaves(judged):
                    assert knowledge.term(leaf.term).sentence(leaf.value).id in page
                    assert f"/question/{leaf.term}?after=plan" in raw
            quoted = text_of(raw.partition('<dl class="pairs">')[2])
            for locator in step.sources:
                statement = knowledge.statements[locator]
                assert f"[{locator}], baris {statement.line} {statement.says.id}" in quoted
            assert f"Mengapa di peringkat ke-{step.rank}" in page


def test_a_card_links_what_it_waits_for_what_waits_for_it_and_its_alternatives(
    client, knowledge, engine
):
    tied = set()
    for link, advice in plans(client, knowledge, engine, 10, seed=7):
        page = plan_of(client, link)
        cards = re.split(r'(?=<li class="step card")', page.partition('<ol class="steps">')[2])[1:]
        for step, card in zip(advice.steps, cards, strict=True):
            linked = set(re.findall(r'href="#step-([a-z0-9-]+)"', card.partition("</li>\n  ")[0]))
            before = {other.step for other in advice.steps if step.step in other.after}
            group = {
                other.step
                for other in advice.steps
                if step.alternatives and other.alternatives == step.alternatives
            } - {step.step}
            assert set(step.after) | before | group <= linked
            assert (f"salah satu dari {len(group) + 1}" in card) == bool(group)
            tied |= {"after"} if step.after else set()
            tied |= {"group"} if group else set()
    assert tied == {"after", "group"}


def test_the_open_questions_are_those_that_can_still_change_the_advice(client, knowledge, drafts):
    random = Random(8)
    for _ in range(10):
        given = random_given(knowledge, random)
        link = drafts.begin(given=given)
        advice = client.app.state.site.preview(facts_from(given))
        page = plan_of(client, link)
        section = page.partition('id="open"')[2].partition('id="why-not"')[0]
        held = advice.status in ("contradictory", "out-of-scope")
        linked = re.findall(r"/question/(\w+)\?after=plan", section)
        assert sorted(linked) == sorted([] if held else advice.relevant)
        weights = sensitivity(knowledge, facts_from(given)).weights
        strongest = [weight.term for weight in weights if weight.most][:3]
        side = page.partition('id="most-title"')[2].partition("</section>")[0]
        assert re.findall(r"/question/(\w+)\?after=plan", side) == strongest


def test_a_hostile_name_is_only_ever_text(client, knowledge, drafts):
    name = "<script>alert(1)</script>\"'>{{ 7*7 }}"
    link = begun(drafts, knowledge, "advised", name)
    step = shown(plan_of(client, link))[0]
    for path in ("", f"/step/{step}", "/waiting.svg", "/waiting-tall.svg"):
        page = client.get(f"/questionnaire/{link}/plan{path}").text
        assert "<script>alert" not in page
        assert "49" not in page.partition("<h1>")[2].partition("</h1>")[0]


def test_no_page_of_a_plan_holds_a_style_or_script_of_its_own(client, knowledge, drafts):
    for status in STATUSES:
        link = begun(drafts, knowledge, status)
        for path in ("", f"/step/{next(iter(knowledge.steps))}", "/waiting.svg"):
            page = client.get(f"/questionnaire/{link}/plan{path}").text
            assert not re.search(r'\sstyle="|<style|\son\w+="|<script(?! src="/static/)', page)


def test_whoever_knows_nothing_is_told_so_and_not_asked_the_same_again(client, knowledge, drafts):
    link = drafts.begin(given=dict.fromkeys(q.term for q in knowledge.questions))
    count = len(knowledge.questions)
    check = text_of(client.get(f"/questionnaire/{link}/check").text)
    assert f"Terjawab: 0. Tidak tahu: {count}. Belum dijawab: 0." in check
    assert "belum ada yang dicatat" in check
    assert "Susun rencana" not in check
    page = plan_of(client, link)
    assert "Belum ada yang dicatat" in text_of(page)
    assert f"yang sudah dijawab “Tidak tahu”: {count}." in text_of(page)
    assert "Mulai menjawab" not in page
    assert f'class="button" href="/questionnaire/{link}/check"' in page
    side = page.partition('id="most-title"')[2].partition("</section>")[0]
    told = [int(number) for number in re.findall(r"menentukan (\d+) langkah", text_of(side))]
    weights = sensitivity(knowledge, drafts.find(link).facts(knowledge.vocabulary)).weights
    assert told == sorted((max(w.size, w.reach) for w in weights), reverse=True)[:3]
    assert "Mulai menjawab" in plan_of(client, drafts.begin())
