"""Few arrows cross: crossings are counted rightly, and no order of one column alone is better."""

from itertools import combinations, pairwise, permutations
from random import Random

from advisor.explanation.graph.drawing import network_picture
from advisor.explanation.graph.layout import _Placing
from advisor.explanation.graph.network import Network
from advisor.explanation.graph.ordering import Item, crossings, layers_of, ordered


def random_columns(source, sizes):
    """Boxes in columns, each arrow between neighbours."""
    boxes = [Item(layer, 10) for layer, size in enumerate(sizes) for _ in range(size)]
    pairs = [(a, b) for a, b in combinations(boxes, 2) if b.layer - a.layer == 1]
    chains = [list(pair) for pair in source.sample(pairs, min(len(pairs), source.randint(3, 14)))]
    for one, other in chains:
        one.after.append(other)
        other.before.append(one)
    return boxes, chains


def counted(columns):
    """Crossings by comparing every pair of arrows."""
    place = {item: at for column in columns for at, item in enumerate(column)}
    arrows = [(item, other) for column in columns for item in column for other in item.after]
    return sum(
        a.layer == c.layer and (place[a] - place[c]) * (place[b] - place[d]) < 0
        for (a, b), (c, d) in combinations(arrows, 2)
    )


def test_crossings_are_those_of_comparing_every_pair():
    source, seen = Random(3), set()
    for _ in range(200):
        boxes, chains = random_columns(source, [source.randint(1, 6) for _ in range(3)])
        columns = ordered(boxes, chains)
        assert sum(crossings(one, other) for one, other in pairwise(columns)) == counted(columns)
        seen.add(counted(columns))
    assert len(seen) > 4


def test_the_order_is_near_the_best_there_is():
    """Every order of three small columns is tried: nearly always none is better, at most by two."""
    source, worse = Random(5), []
    for _ in range(60):
        boxes, chains = random_columns(source, (3, 4, 3))
        columns = ordered(boxes, chains)
        best = (
            min(
                counted((one, two, three))
                for one in permutations(columns[0])
                for two in permutations(columns[1])
                for three in permutations(columns[2])
            )
            if len(columns) == 3
            else counted(columns)
        )
        worse.append(counted(columns) - best)
    assert max(worse) <= 2
    assert worse.count(0) >= 54


def test_the_whole_network_is_drawn_with_fewer_crossings_than_by_igraph(knowledge):
    """igraph's layout left 1,356."""
    network = Network(knowledge)
    placing = _Placing(network_picture(network, network.links, "-", "id"))
    assert counted(placing.columns) < 600
    every = [item for column in placing.columns for item in column]
    assert {item.layer for item in every} == set(range(len(placing.columns)))
    assert set(placing.boxes) <= set(every)


def test_layers_lead_every_edge_to_a_later_one():
    source = Random(9)
    for _ in range(50):
        edges = [(a, b) for a, b in combinations(range(9), 2) if source.random() < 0.3]
        layers = layers_of(9, edges)
        assert all(layers[a] < layers[b] for a, b in edges)
        assert not edges or min(layers) == 0
