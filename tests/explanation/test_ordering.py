"""Few arrows cross: crossings are counted rightly, and the best of several orders is taken."""

from itertools import combinations
from random import Random

from advisor.explanation.graph import ordering
from advisor.explanation.graph.drawing import network_picture
from advisor.explanation.graph.layout import layout
from advisor.explanation.graph.network import Network


def crossing(one, other, places):
    (a, b), (c, d) = one, other
    same = places[a][1] == places[c][1]
    return same and (places[a][0] - places[c][0]) * (places[b][0] - places[d][0]) < 0


def test_crossings_are_those_of_comparing_every_pair():
    source, seen = Random(3), set()
    for _ in range(200):
        sizes = [source.randint(1, 6) for _ in range(3)]
        places = [(float(y), float(x)) for x, size in enumerate(sizes) for y in range(size)]
        pairs = [
            (a, b)
            for a, b in combinations(range(len(places)), 2)
            if places[b][1] - places[a][1] == 1
        ]
        edges = source.sample(pairs, min(len(pairs), 9))
        wanted = sum(crossing(*pair, places) for pair in combinations(edges, 2))
        assert ordering.crossings(places, edges) == wanted
        seen.add(wanted)
    assert len(seen) > 8


def test_the_order_taken_has_the_fewest_crossings_of_those_tried(knowledge, monkeypatch):
    network, counted, plans = Network(knowledge), [], []
    picture = network_picture(network, network.links, "-", "id")
    real, steps = ordering.crossings, ordering.STEPS

    def counting(places, edges):
        counted.append(real(places, edges))
        return counted[-1]

    taken = layout(picture)
    monkeypatch.setattr(ordering, "crossings", counting)
    for number in steps:
        monkeypatch.setattr(ordering, "STEPS", (number,))
        plans.append(layout(picture))
    assert len(set(counted)) > 1
    assert taken == plans[counted.index(min(counted))]
    assert taken != plans[counted.index(max(counted))]
