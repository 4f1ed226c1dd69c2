"""Stages drawn: a tall column whose rails can be told apart, and columns with their headings."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from advisor.explanation.graph.measure import width
from advisor.explanation.graph.narrow_layout import WIDTH, rail_svg
from advisor.explanation.graph.picture import Edge, Node, Picture
from advisor.explanation.graph.svg import svg
from advisor.web.plan.stages import stages, waiting_picture
from tests.states import consistent_answers

SVG = "{http://www.w3.org/2000/svg}"


@st.composite
def pictures(draw):
    """Any nodes in layers, with arrows to later layers only."""
    layers = draw(st.lists(st.integers(0, 4), min_size=1, max_size=14))
    present = sorted(set(layers))
    nodes = tuple(
        Node(f"n{number}", "step", f"{number}. langkah yang panjang judulnya", "nota", layer)
        for number, layer in enumerate(sorted(present.index(layer) for layer in layers))
    )
    pairs = [(a.id, b.id) for a in nodes for b in nodes if a.layer < b.layer]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20)) if pairs else []
    heads = tuple(f"Tahap {number}" for number in range(len(present)))
    return Picture("Tahapan", nodes, tuple(Edge(*pair) for pair in chosen), heads)


def rails(root, picture):
    """For each rail: its lane's place, its reach, where it begins, and where its arrows point."""
    dots = [float(dot.get("cy")) for dot in root.iter(f"{SVG}circle")]
    for path in root.iter(f"{SVG}path"):
        way = path.get("d")
        begin, x, end = re.match(r"M[\d.]+ ([\d.]+) H([\d.]+) V([\d.]+)", way).groups()
        points = [float(y) for y in re.findall(r" M[\d.]+ ([\d.]+) H", way)]
        place = [dots.index(y) for y in (float(begin), *points)]
        yield float(x), (float(begin), float(end)), place[0], place[1:]


@given(picture=pictures())
def test_every_arrow_is_drawn_and_no_two_rails_run_into_each_other(picture):
    root = ET.fromstring(rail_svg(picture, "id"))
    drawn = list(rails(root, picture))
    arrows = {(f"n{start}", f"n{end}") for _, _, start, ends in drawn for end in ends}
    assert arrows == {(edge.start, edge.end) for edge in picture.edges}
    for number, (x, (top, bottom), *_) in enumerate(drawn):
        for other, (first, last), *_ in drawn[number + 1 :]:
            assert x != other or bottom < first or last < top
        assert x > 0


@given(picture=pictures())
def test_all_text_stays_inside_the_column_and_stands_below_its_heading(picture):
    root = ET.fromstring(rail_svg(picture, "id"))
    assert root.get("width") == str(WIDTH)
    written = [(t.text, float(t.get("x")), float(t.get("y"))) for t in root.iter(f"{SVG}text")]
    for text in root.iter(f"{SVG}text"):
        bold = text.get("font-weight") == "bold"
        right = float(text.get("x")) + width(text.text, float(text.get("font-size")), bold)
        assert right <= WIDTH
        assert float(text.get("y")) <= float(root.get("height"))
    assert [text for text, *_ in sorted(written, key=lambda item: item[2])] == [
        text for text, *_ in written
    ]
    whole = " ".join(text for text, *_ in written)
    assert all(node.text in whole for node in picture.nodes)


@given(picture=pictures())
def test_the_headings_of_a_wide_picture_stand_above_their_columns(picture):
    root = ET.fromstring(svg(picture, "id"))
    drawing = next(g for g in root.iter(f"{SVG}g") if g.get("transform"))
    shift = re.match(r"translate\(([\d.]+) ([\d.]+)\)", drawing.get("transform")).groups()
    boxes = [(float(b.get("x")), float(b.get("y"))) for b in drawing.iter(f"{SVG}rect")]
    heads = {t.text: (float(t.get("x")), float(t.get("y"))) for t in root.findall(f"{SVG}text")}
    assert {heads[head][0] for head in picture.columns} == {x + float(shift[0]) for x, _ in boxes}
    top = min(y for _, y in boxes) + float(shift[1])
    assert all(heads[head][1] < top for head in picture.columns)


def test_each_stage_waits_for_the_one_before(knowledge, engine):
    from random import Random

    from advisor.advice.consultation import advise
    from advisor.advice.facts import Facts

    random, most = Random(9), 0
    for _ in range(20):
        advice = advise(engine, Facts(consistent_answers(knowledge, random)))
        made = stages(advice)
        most = max(most, len(made))
        assert sorted(s.rank for stage in made for s in stage) == [s.rank for s in advice.steps]
        place = {step.step: number for number, stage in enumerate(made) for step in stage}
        for step in advice.steps:
            before = [place[earlier] for earlier in step.after]
            assert place[step.step] == max(before, default=-1) + 1
        picture = waiting_picture(advice, "en")
        assert {(e.start, e.end) for e in picture.edges} == {
            (earlier, step.step) for step in advice.steps for earlier in step.after
        }
        for draw in (svg, rail_svg):
            drawn = ET.fromstring(draw(picture, "en"))
            assert not [part for part in drawn.iter() if part.get("style")]
    assert most >= 3


def test_a_plan_without_steps_is_an_empty_picture():
    empty = Picture("Tahapan", (), ())
    assert ET.fromstring(rail_svg(empty, "id")).get("width") == str(WIDTH)
