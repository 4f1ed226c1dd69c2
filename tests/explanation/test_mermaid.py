"""Mermaid: whatever a text holds, it is shown as written and nothing of it is obeyed.

What Mermaid obeys was found by letting Mermaid 11.17 itself draw such texts; here its reading of a
chart is repeated: a quoted label ends at the first quote, numeric entities are characters.
"""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.explanation.graph.mermaid import SHAPES, escaped, mermaid
from advisor.explanation.graph.picture import Edge, Node, Picture, printable

HOSTILE = (
    'a "quoted" word', "C:\\new\\temp", "trailing \\", "two\nlines\r\n", "[x] {y} (z) ]] )) }}",
    "<b>bold</b> & <script>alert(1)</script>", '%%{init: {"theme": "dark"}}%%', "%% comment",
    "#35; #quot; &amp;", "`**bold**`", "$$x^2$$ $$$", "fa:fa-car", "end", "|pipe| --> n1", "---",
    "", "semi;colon", "\x00\x1b[31m", "class n0 dim;",
)  # fmt: skip
OBEYED = re.compile(r'["<>&`\\$%]|#36;#36;|#92;n|#58;fa|fa:')
texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(alphabet='\\n"[](){}<>#&;:$%`|-=~ \n\tfa36', max_size=30),
    st.text(max_size=30),
)  # fmt: skip


def decoded(label):
    """A label as a reader sees it."""
    shown = re.sub(r"#(\d+);", lambda entity: chr(int(entity[1])), label)
    return shown.replace("\u200b", "").strip()


def readable(text):
    """What can be shown of a text; the space of no width is ours."""
    return printable(text).replace("\u200b", "").strip()


@settings(max_examples=300)
@given(text=texts)
def test_a_label_reads_as_it_was_written_and_holds_nothing_that_is_obeyed(text):
    label = escaped(text)
    assert label
    assert not OBEYED.search(label)
    assert decoded(label) == readable(text)


@settings(max_examples=200)
@given(title=texts, one=texts, other=texts, kind=st.sampled_from(sorted(SHAPES)))
def test_a_chart_has_one_line_for_each_part_whatever_the_texts(title, one, other, kind):
    picture = Picture(
        title,
        (Node("end", kind, one, other), Node("b", "step", other, "")),
        (Edge("end", "b", one),),
    )
    head, shown, foot, kind_line, *lines = mermaid(picture).splitlines()
    assert (head, foot, kind_line) == ("---", "---", "flowchart LR")
    assert not set("<>&") & set(json.loads(shown.removeprefix("title: ")))
    before, after = (re.escape(part) for part in SHAPES[kind])
    first = re.fullmatch(rf' +n0{before}"([^"]*)"{after}:::{kind}', lines[0])
    text, _, note = first[1].partition("<br/><small>")
    assert decoded(text) == readable(one)
    assert decoded(note.removesuffix("</small>")) == readable(other)
    assert re.fullmatch(r' +n1\[\["([^"]*)"\]\]:::step', lines[1])
    label = re.fullmatch(r' +n0 -->(?:\|"([^"]+)"\|)? n1', lines[2])[1]
    assert decoded(label or "") == readable(one)
    assert all(line.startswith("    classDef ") for line in lines[3:])


@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_is_one_string_of_yaml(text):
    chart = mermaid(Picture(text, (), ()))
    assert chart.splitlines()[1].startswith('title: "')
    assert chart.splitlines()[2] == "---"
