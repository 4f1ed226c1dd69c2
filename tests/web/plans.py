"""What the tests of the plan's pages share: drafts from the examples, and what a page shows."""

import re

from advisor.advice.facts import read_facts
from advisor.web.store.database import open_database
from advisor.web.store.drafts import Drafts
from tests.conftest import ROOT

EXAMPLES = {
    "advised": "dinas-kependudukan-kota.yaml",
    "half": "dinas-kabupaten-setengah-tahu.yaml",
    "contradictory": "dinas-kota-bertentangan.yaml",
    "out-of-scope": "kantor-desa-luar-cakupan.yaml",
    "nothing-to-do": "dinas-provinsi-tertata.yaml",
}
CARD = re.compile(r'<li class="step card" id="step-([a-z0-9-]+)"')


def begun(drafts, knowledge, example, name=None):
    """The link of a new questionnaire with an example's answers; without an example, with none."""
    if example not in EXAMPLES:
        return drafts.begin(name or "")
    facts = read_facts(knowledge.vocabulary, ROOT / "examples" / EXAMPLES[example])
    given = {**facts.answers, **dict.fromkeys(facts.not_known)}
    return drafts.begin(facts.name or "" if name is None else name, given)


def served(server, knowledge):
    """The questionnaires of a real server."""
    return Drafts(open_database(f"sqlite:///{server.folder / 'web.db'}"), knowledge.vocabulary)


def shown(html):
    """The steps of a plan's page, in order."""
    return CARD.findall(html)


def token(client, path):
    return re.search(r'name="csrf" value="(\w+)"', client.get(path).text)[1]


def post(client, link, what, **form):
    """Send one of the plan's forms, made from the questionnaire as it is."""
    path = f"/questionnaire/{link}/plan"
    form = {"csrf": token(client, "/questionnaire"), **_stated(client, link, what, form), **form}
    address = f"/questionnaire/{link}/finish" if what == "finish" else f"{path}/{what}"
    return client.post(address, data=form, follow_redirects=False)


def _stated(client, link, what, form):
    """What such a form was made from; of a server elsewhere, as its page says."""
    if not hasattr(client, "app"):
        page = client.get(f"/questionnaire/{link}/check").text
        return {"made_from": re.search(r'name="made_from" value="(\w+)"', page)[1]}
    site = client.app.state.site
    draft, step = site.drafts.find(link), site.knowledge.steps.get(form.get("step"))
    if what == "finish":
        return {"made_from": draft.digest}
    return {"made_from": draft.written(step.done_by) if step else ""}
