"""Records a questionnaire's advice in the ledger."""

from advisor.audit.record import Record
from advisor.web.site import Site
from advisor.web.store.drafts import Draft


def record(site: Site, draft: Draft) -> Record:
    """Advise by the engine and append to the ledger. Raises AdvisorError; then nothing was."""
    facts = draft.facts(site.knowledge.vocabulary)
    advice = site.advise(facts)
    with site.ledger() as ledger:
        made = ledger.record(site.knowledge, facts, advice)
    site.drafts.set_record(draft.link, made.body["number"], draft.digest)
    return made
