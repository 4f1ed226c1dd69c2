"""The course of a guided questionnaire: ask what still matters, go back, check, review."""

from collections.abc import Callable
from dataclasses import dataclass, field

from advisor.advice.consultation import Consultation
from advisor.cli.terminal.asker import Asker, EndOfInputError, shown_option
from advisor.cli.terminal.replies import Answered, Command
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.knowledge.declarations import Question


@dataclass
class Flow:
    """Runs one consultation with one asker; `keep` is called after every change of an answer.

    `again` holds terms to be asked once more, because the person wants to change them or because
    their answers contradict each other. `kept` counts the answers that stood before the first
    question.
    """

    consultation: Consultation
    asker: Asker
    language: Language
    keep: Callable[[], None]
    again: list[str] = field(default_factory=list)
    topic: str = ""
    enough: bool = False
    kept: int = 0

    def run(self) -> bool:
        """Ask until nothing more can change the advice and the answers have been reviewed, or until
        the person wants the plan as it stands.

        Returns False when the person stopped before that; the answers given so far are kept.
        """
        try:
            self.say("consult.welcome")
            self.check()
            while True:
                while question := self.next():
                    if not self.put(question):
                        return self.enough
                if self.reviewed():
                    return True
        except (EndOfInputError, KeyboardInterrupt):
            return False

    def say(self, key: str, **parameters: object) -> None:
        """Show one of the program's own messages."""
        self.asker.show(word(key, self.language, **parameters))

    def next(self) -> Question | None:
        """The next question: one to be asked again, or the first that still matters."""
        if self.again:
            return self.consultation.knowledge.question[self.again.pop(0)]
        return self.consultation.next_question()

    def put(self, question: Question) -> bool:
        """Put one question and act on the reply. False: the person wants to ask no more."""
        self.heading(question)
        term = self.consultation.knowledge.vocabulary.asked[question.term]
        given = self.consultation.given
        current = Answered(given[question.term]) if question.term in given else None
        while True:
            match self.asker.ask(term, question.ask.to(self.language), current):
                case Answered(value):
                    self.consultation.answer(question.term, value)
                    self.keep()
                    self.check()
                    return True
                case Command.HELP:
                    self.asker.show(f"  {question.help.to(self.language)}")
                case Command.WHY:
                    self.asker.show(f"  {question.reason.to(self.language)}")
                case Command.BACK:
                    self.back(question)
                    return True
                case Command.REVIEW:
                    self.again.insert(0, question.term)
                    self.reviewed()
                    return True
                case Command.PLAN if self.consultation.has_plan:
                    self.enough = True
                    return False
                case Command.PLAN:
                    self.say("consult.no-plan-yet")
                case Command.STOP:
                    return False

    def heading(self, question: Question) -> None:
        """The progress line; the topic is named when it changes."""
        vocabulary = self.consultation.knowledge.vocabulary
        name = vocabulary.asked[question.term].topic
        title = next(topic.title for topic in vocabulary.topics if topic.name == name)
        if name != self.topic:
            self.asker.show(f"\n== {title.to(self.language)} ==")
            self.topic = name
        left = max(self.consultation.remaining(), 1)
        standing = {*self.consultation.given} - {*self.consultation.renew, question.term}
        number = max(len(standing) - self.kept, 0) + 1
        self.say("consult.progress", number=number, left=left)

    def back(self, question: Question) -> None:
        """Ask the question answered before this one again, then this one, if it still matters.

        All answers stay: the earlier question has its own as its default.
        """
        later = {*self.consultation.renew} - {question.term}
        way = [term for term in self.consultation.given if term not in later]
        place = way.index(question.term) if question.term in way else len(way)
        if not place:
            self.say("consult.first")
        self.again[:0] = way[max(place - 1, 0) : place + 1] or [question.term]

    def check(self) -> None:
        """Show the contradictions among the answers, and ask those answers again."""
        for contradiction in self.consultation.contradictions():
            waiting = [name for name in contradiction.terms if name in self.again]
            if waiting:
                continue
            self.asker.show(f"\n! {contradiction.message.to(self.language)}")
            for name in contradiction.terms:
                self.asker.show(f"  - {self.line(name)}")
            self.again += contradiction.terms

    def reviewed(self) -> bool:
        """Show all answers; True when they may stand, False when one is to be changed."""
        names = list(self.consultation.given)
        counts = {
            "given": len(names),
            "spared": len(self.consultation.skipped()),
            "left": self.consultation.remaining(),
        }
        self.asker.show()
        self.say("consult.review", **counts)
        lines = [self.line(name) for name in names]
        done = word("consult.done", self.language)
        index = self.asker.pick(word("consult.change", self.language), lines, done)
        if index is None:
            return not self.again
        if names[index] not in self.again:
            self.again.insert(0, names[index])
        return False

    def line(self, name: str) -> str:
        """One answer as a sentence, or the term's name when it is not known."""
        term = self.consultation.knowledge.vocabulary.asked[name]
        value = self.consultation.given.get(name)
        if value is None:
            return f"{term.label.to(self.language)}: {shown_option(term, value, self.language)}"
        return term.sentence(value).to(self.language)
