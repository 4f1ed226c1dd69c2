"""Pictures of the rules: true, well-formed, readable, and the same bytes every time."""

import random
import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts, read_facts
from advisor.common.language import LANGUAGES
from advisor.explanation.graph.layout import NOTE_SIZE, PADDING, SIZE, STRIP, WIDTH, layout, placed
from advisor.explanation.graph.measure import width
from advisor.explanation.graph.mermaid import mermaid
from advisor.explanation.graph.network import Fired, Network, layers
from advisor.explanation.graph.picture import KINDS, Edge, Node, Picture
from advisor.explanation.graph.selection import rule_network
from advisor.explanation.graph.svg import BACKGROUND_INK, INK, LOOKS, svg
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from advisor.knowledge.rule import Outcome
from tests.cli.test_cli import CITY
from tests.commands import run
from tests.conftest import ROOT
from tests.states import partial_answers, random_answers

SVG = "{http://www.w3.org/2000/svg}"
TOPICS = [t.name for t in load().vocabulary.topics]
EXAMPLES = (
    "dinas-kependudukan-kota.yaml",
    "rsud-kabupaten.yaml",
    "badan-kabupaten-serba-kurang.yaml",
)


def fired_for(knowledge, answers):
    evaluation = evaluate(knowledge, answers)
    return Fired(advice_of(knowledge, Facts(answers), evaluation), evaluation)


@pytest.fixture(scope="module")
def pictures(knowledge):
    """Every picture the command can draw, the larger ones in both languages."""
    made = [rule_network(knowledge, language) for language in LANGUAGES]
    made += [rule_network(knowledge, "id", topic=topic) for topic in TOPICS]
    made += [rule_network(knowledge, "en", rule=rule.id) for rule in knowledge.rules]
    made += [rule_network(knowledge, "id", step=step) for step in knowledge.steps]
    for name in EXAMPLES:
        fired = Fired.of(knowledge, read_facts(knowledge.vocabulary, ROOT / "examples" / name))
        for language in LANGUAGES:
            made.append(rule_network(knowledge, language, fired=fired))
            made.append(
                rule_network(knowledge, language, topic="creating", fired=fired, every=True)
            )
    return made


# ---- drawing


def test_no_two_boxes_overlap(pictures):
    for picture in pictures:
        for one, other in combinations(layout(picture).boxes, 2):
            beside = abs(one.left - other.left) >= WIDTH
            above = one.top + one.height <= other.top or other.top + other.height <= one.top
            assert beside or above, (picture.title, one.node.id, other.node.id)


def test_every_text_fits_its_box(pictures):
    for picture in pictures:
        for box in layout(picture).boxes:
            for lines, size in ((box.lines, SIZE), (box.notes, NOTE_SIZE)):
                assert all(width(line, size) <= WIDTH - 2 * PADDING for line in lines)
            assert len(box.lines) * SIZE + len(box.notes) * NOTE_SIZE < box.height
            assert " ".join(box.lines) == " ".join(box.node.text.split())


def on_the_way(points):
    """Points along a route: curves that leave and arrive level, then straight lines, in turns."""
    for number, ((x0, y0), (x1, y1)) in enumerate(pairwise(points)):
        for t in (step / 12 for step in range(13)):
            if number % 2:
                yield x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
            else:
                bend = 3 * t * t - 2 * t**3
                ease = 1.5 * t * (1 - t) ** 2 + 1.5 * t * t * (1 - t) + t**3
                yield x0 + (x1 - x0) * ease, y0 + (y1 - y0) * bend


def test_no_arrow_runs_through_a_box(pictures):
    for picture in pictures:
        plan = layout(picture)
        for route in plan.routes:
            for x, y in on_the_way(route.points):
                for box in plan.boxes:
                    inside = box.left + 1 < x < box.left + WIDTH - 1
                    assert not (inside and box.top < y < box.top + box.height), picture.title


def test_everything_lies_inside_the_picture(pictures):
    for picture in pictures:
        plan = layout(picture)
        for x, y in (point for route in plan.routes for point in route.points):
            assert -0.1 <= x <= plan.width + 0.1
            assert -0.1 <= y <= plan.height + 0.1


def test_a_picture_starts_at_the_top_and_has_no_wide_empty_strip(pictures):
    for picture in pictures:
        plan = layout(picture)
        spans = [(box.top, box.top + box.height) for box in plan.boxes]
        spans += [(y, y) for route in plan.routes for _, y in route.points]
        bottom = 0.0
        for top, low in sorted(spans):
            assert top <= bottom + STRIP + 4, picture.title
            bottom = max(bottom, low)
        assert min(top for top, _ in spans) == pytest.approx(0, abs=4)


def test_the_svg_is_well_formed_and_says_what_it_shows(pictures):
    for picture in pictures:
        root = ET.fromstring(svg(picture, "id"))
        assert root.find(f"{SVG}title").text == picture.title
        assert root.find(f"{SVG}desc").text
        assert len(root.findall(f".//{SVG}g[@class='node']")) == len(picture.nodes)


anything = st.text(max_size=60)


@settings(max_examples=60)
@given(texts=st.tuples(anything, anything, anything, anything))
def test_any_text_is_escaped(texts):
    title, one, other, label = texts
    picture = Picture(
        title,
        (Node("end", "answer", one, other), Node("b", "step", other, one, 1)),
        (Edge("end", "b", label),),
    )
    root = ET.fromstring(svg(picture, "en"))
    assert len(root.findall(f".//{SVG}g[@class='node']")) == 2
    lines = mermaid(picture).splitlines()
    assert len(lines) == len(mermaid(Picture("", picture.nodes, picture.edges)).splitlines())
    for line in lines[4:6]:
        assert re.fullmatch(r'    n\d\W+"[^"<>]*(<br/><small>[^"<>]*</small>)?"\W+:::\w+', line)


def test_layers_may_be_given_from_right_to_left_or_left_out():
    def columns(nodes):
        plan = layout(Picture("", nodes, (Edge("a", "b"), Edge("b", "c"))))
        lefts = [box.left for box in plan.boxes]
        return [sorted(set(lefts)).index(left) for left in lefts], plan

    names = "abc"
    given_layers = tuple(Node(n, "rule", n, "", 9 - 2 * i) for i, n in enumerate(names))
    assert columns(given_layers)[0] == [2, 1, 0]
    first = columns(given_layers)[1].routes[0].points
    assert first[0][0] > first[-1][0]
    assert columns(tuple(Node(n, "rule", n) for n in names))[0] == [0, 1, 2]


def test_an_empty_picture_can_be_drawn():
    assert ET.fromstring(svg(Picture("kosong", (), ()), "id")) is not None


@given(
    st.lists(st.tuples(st.floats(-500, 500), st.floats(1, 90)), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_a_column_is_placed_in_order_and_no_other_way_is_nearer(items, source):
    wanted, heights = zip(*items, strict=True)
    found = placed(wanted, heights, 10)

    def keeps_apart(ys):
        pairs = zip(ys, ys[1:], heights, heights[1:], strict=False)
        return all(b - a >= (h + k) / 2 + 10 - 1e-6 for a, b, h, k in pairs)

    def cost(ys):
        return sum((y - w) ** 2 for y, w in zip(ys, wanted, strict=True))

    assert keeps_apart(found)
    for _ in range(30):
        other = [y + source.uniform(-20, 20) for y in found]
        if keeps_apart(other):
            assert cost(other) >= cost(found) - 1e-6


# ---- colours


def contrast(one, other):
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_texts_and_outlines_have_enough_contrast():
    for look in LOOKS.values():
        assert contrast(INK, look.fill) >= 7
        assert contrast(look.stroke, "#ffffff") >= 4.5
    assert contrast(BACKGROUND_INK, "#ffffff") >= 4.5


def test_no_two_kinds_differ_by_colour_alone():
    shapes = {(look.stroke_width, look.dash, look.radius) for look in LOOKS.values()}
    assert len(shapes) == len(LOOKS) == len(KINDS)


# ---- the network


def test_the_network_holds_every_reading_and_every_consequence(knowledge):
    links = Network(knowledge).links
    for rule in knowledge.rules:
        own = [link for link in links if link.rule == rule.id]
        assert [link.start.name for link in own if link.condition] == [
            condition.term for condition in rule.conditions
        ]
        ends = {link.end.name for link in own if not link.condition}
        assert ends == {name for name in (rule.then.conclude, rule.then.advise) if name}


def test_every_link_leads_to_the_right(knowledge):
    network = Network(knowledge)
    for links in (network.links, *(network.of_topic(topic) for topic in TOPICS)):
        layer = layers(links)
        assert all(layer[link.start] < layer[link.end] for link in links)


def test_a_rule_belongs_where_its_finding_does_and_not_its_first_question(knowledge):
    network = Network(knowledge)
    topics = {name: network.topic_of(knowledge.rule[name]) for name in ("MON-001", "REG-001")}
    assert topics == {"MON-001": "monitoring", "REG-001": "regulation"}


def test_each_rule_belongs_to_one_topic(knowledge):
    grouped = [rule.id for rules in Network(knowledge).topics.values() for rule in rules]
    assert sorted(grouped) == sorted(rule.id for rule in knowledge.rules)


def test_what_surrounds_a_step_is_exactly_what_its_advice_can_depend_on(knowledge):
    """Independently: walk back over what the rules read."""
    for step, advisers in knowledge.advisers.items():
        rules, waiting = set(), list(advisers)
        while waiting:
            rule = waiting.pop()
            if rule.id not in rules:
                rules.add(rule.id)
                for term in rule.reads:
                    waiting += knowledge.supporters.get(term, ())
        assert {link.rule for link in Network(knowledge).around_step(step)} == rules


def test_what_surrounds_a_rule_reaches_every_step_that_it_can_change(knowledge):
    """Changing an answer can only change steps that its rules lead to."""
    network, source = Network(knowledge), random.Random(5)
    reach = {
        rule.id: {link.end.name for link in network.around_rule(rule.id) if link.end.kind == "step"}
        for rule in knowledge.rules
    }
    for _ in range(200):
        answers = random_answers(knowledge, source, known=0.8)
        term = source.choice(list(answers))
        other = {**answers, term: random_answers(knowledge, source)[term]}
        before, after = evaluate(knowledge, answers), evaluate(knowledge, other)
        changed = {r for r in before.outcomes if before.outcomes[r] != after.outcomes[r]}
        steps = {s for r in changed if (s := knowledge.rule[r].then.advise)}
        readers = [rule.id for rule in knowledge.rules if term in rule.reads]
        assert steps <= set().union(*(reach[rule] for rule in readers))


@settings(max_examples=60)
@given(answers=partial_answers())
def test_what_is_lit_is_exactly_what_fired(knowledge, answers):
    fired = fired_for(knowledge, answers)
    network = Network(knowledge)
    picture = rule_network(knowledge, "id", fired=fired, every=True)
    lit = {node.id for node in picture.nodes if node.lit}
    assert {i for i in lit if i.startswith("rule:")} == {f"rule:{r}" for r in fired.advice.fired}
    steps = {f"step:{step.step}" for step in fired.advice.steps}
    assert {i for i in lit if i.startswith("step:")} == steps
    part = fired.part(network, network.links)
    applying = {link for link in network.links if fired.lit(link)}
    assert applying <= set(part)
    for link in set(part) - applying:
        assert fired.evaluation.outcomes[link.rule] is Outcome.REJECTED


@pytest.mark.parametrize("name", ["kantor-desa-luar-cakupan", "dinas-kota-bertentangan"])
def test_where_no_advice_is_given_no_step_is_shown_as_advised(knowledge, name):
    facts = read_facts(knowledge.vocabulary, ROOT / f"examples/{name}.yaml")
    facts = facts.changed({"programme_and_budget_planned": False})
    fired, network = Fired.of(knowledge, facts), Network(knowledge)
    assert "INS-003" in fired.advice.fired
    assert all(link.end.kind != "step" for link in fired.part(network, network.links))


@settings(max_examples=60)
@given(answers=partial_answers())
def test_every_finding_that_a_fired_rule_rests_on_is_led_back_to_answers(knowledge, answers):
    fired, network = fired_for(knowledge, answers), Network(knowledge)
    part = fired.part(network, network.links)
    ends = {link.end for link in part}
    for link in part:
        if link.condition and link.start.name not in knowledge.vocabulary.asked:
            assert link.start in ends, link.start.name


# ---- the command


@pytest.mark.parametrize(
    "arguments",
    [(), ("--topic", "transfer"), ("--fired", CITY), ("--fired", CITY, "--format", "mermaid")],
    ids=" ".join,
)
def test_the_same_bytes_whatever_the_hash_seed(arguments):
    outputs = {
        run("graph", *arguments, env={"PYTHONHASHSEED": seed}).stdout for seed in ("0", "1", "77")
    }
    assert len(outputs) == 1
    assert outputs.pop()


def test_the_picture_is_written_to_a_file(tmp_path):
    path = tmp_path / "rules.svg"
    done = run("graph", "--rule", "reg-004", "--lang", "en", "-o", path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert "Rule REG-004: from answers to steps" in path.read_text("utf-8")
    assert run("graph", "-o", tmp_path / "missing" / "x.svg").returncode == 1
    assert run("graph", "--rule", "reg-004", "-o", tmp_path / "rules.mmd").returncode == 0
    assert "flowchart LR" in (tmp_path / "rules.mmd").read_text("utf-8")
    unknown = run("graph", "-o", tmp_path / "rules.png", "--lang", "en")
    assert unknown.returncode == 1
    assert "cannot be written as '.png'. Use one of these endings: .svg" in unknown.stderr.decode()
    assert not (tmp_path / "rules.png").exists()


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("--topic", "regulatoin"), "Did you mean 'regulation'?"),
        (("--rule", "REG-04"), "Did you mean 'REG-004'?"),
        (("--step", "form-work-taem"), "Did you mean 'form-work-team'?"),
        (("--topic", "xyz"), "Known ones are: profile"),
        (("--step", "xyz"), "…"),
        (("--rule", "xyz"), "…"),
        (("--topic", "budget", "--fired", "examples/kantor-desa-luar-cakupan.yaml"), "No rule"),
    ],
)
def test_a_wrong_name_is_told_with_what_to_do(arguments, shown):
    done = run("graph", *arguments, "--lang", "en")
    assert done.returncode == 1
    assert shown in done.stderr.decode()
    assert done.stdout == b""


def test_wrong_usage_is_told():
    both = run("graph", "--rule", "REG-004", "--step", "form-work-team", "--lang", "en")
    assert both.returncode == 2
    assert "only one of" in both.stderr.decode()
    assert run("graph", "--all").returncode == 2
