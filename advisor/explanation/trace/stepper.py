"""A place in a replay that moves forwards and backwards, and stops where it is told to."""

from dataclasses import dataclass, field

from advisor.explanation.trace.replay import Replay, State


@dataclass
class Stepper:
    """Walks over the states of a replay; going back and forth gives the very same states.

    `breaks` holds the terms at whose arrival in working memory `run` stops.
    """

    replay: Replay
    position: int = 0
    breaks: set[str] = field(default_factory=set)

    @property
    def state(self) -> State:
        """Where the stepper is."""
        return self.replay.states[self.position]

    @property
    def at_end(self) -> bool:
        """Whether nothing is left to fire."""
        return self.position == len(self.replay.states) - 1

    def next(self, count: int = 1) -> State:
        """Go on by so many firings, at most to the end."""
        return self._move(self.position + count)

    def back(self, count: int = 1) -> State:
        """Go back by so many firings, at most to the start."""
        return self._move(self.position - count)

    def run(self) -> State:
        """Go on until a term of `breaks` has arrived, else to the end."""
        ahead = self.replay.states[self.position + 1 :]
        hits = (s.index for s in ahead if s.last and self.breaks & dict(s.last.added).keys())
        return self._move(next(hits, len(self.replay.states) - 1))

    def run_to(self, name: str) -> bool:
        """Go to where a rule, or a closing (`close-2`), has just fired, before or behind.

        False, unmoved, if it never does.
        """
        for state in self.replay.states:
            if state.last and state.last.name == name:
                self._move(state.index)
                return True
        return False

    def _move(self, index: int) -> State:
        self.position = min(max(index, 0), len(self.replay.states) - 1)
        return self.state
