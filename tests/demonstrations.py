"""Whether an example PD, put before the advisor itself, shows the defect it stands for."""

from advisor.advice.consultation import advise
from advisor.advice.facts import Facts
from advisor.verification.exact.encoding import ancestors


def demonstrates(engine, defect, answers, change=None) -> bool:
    knowledge = engine.knowledge
    advice = advise(engine, Facts(dict(answers)))
    fine = advice.status not in ("contradictory", "out-of-scope")
    name = defect.subject
    planned = {s.step: {r.rule for r in s.reasons} for s in advice.steps}
    found = {f.term: f.value for f in advice.findings}
    match defect.kind:
        case "contradicts-everything":
            return advice.status in ("contradictory", "out-of-scope")
        case "impossible-answer":
            said = advice.as_json()["answers"].get(name)
            value = knowledge.term(name).parse(defect.others[0])
            return advice.status == "contradictory" and said == value
        case "dead-rule":
            return str(engine.run(answers).outcomes[name]) == "rejected"
        case "subsumed-rule":
            return {name, *defect.others} <= set(advice.fired)
        case "redundant-rule":
            return name in advice.fired and bool(set(defect.others) & set(advice.fired))
        case "exclusive-conclusions":
            concluded = [knowledge.rule[rule].then.conclude for _, rule in defect.subjects]
            both = {rule for _, rule in defect.subjects} <= set(advice.fired)
            return fine and both and all(found[term] for term in concluded)
        case "advised-though-done":
            step = knowledge.rule[name].then.advise
            done = answers.get(knowledge.steps[step].done_by) is True
            return fine and done and name in planned.get(step, ())
        case "step-never-advised":
            return fine and name not in planned
        case "unreachable-prerequisites":
            open_ones = [
                step
                for step in ancestors(knowledge, name)
                if step not in planned and answers.get(knowledge.steps[step].done_by) is not True
            ]
            return fine and name in planned and bool(open_ones)
        case "gap":
            lines = knowledge.nothing_to_do
            left = [c.holds({**answers, **found}) is False for c in lines]
            return advice.status == "nothing-to-do" and (any(left) or not lines)
        case "not-monotonic":
            better = advise(engine, Facts({**answers, change[0]: change[1]}))
            obstacle = knowledge.rule[name].then.conclude
            declared = knowledge.term(change[0]).improves(answers[change[0]], change[1])
            return fine and declared and found.get(obstacle) is False and name in better.fired
        case "question-never-matters":
            other = advise(engine, Facts({**answers, change[0]: change[1]}))
            same = [(s.step, s.text, s.detail, s.reasons) for s in other.steps]
            return same == [(s.step, s.text, s.detail, s.reasons) for s in advice.steps]
        case _:
            return False
