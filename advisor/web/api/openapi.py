"""The API's description as OpenAPI 3.1, in either language, made of operations and knowledge."""

from typing import Any

from advisor.common.json_schema import TEXT, Schema
from advisor.common.language import LANGUAGES, Language
from advisor.common.messages import word
from advisor.common.version import __version__
from advisor.web.api.answers import SCHEMAS
from advisor.web.api.call import Call
from advisor.web.api.examples import Examples
from advisor.web.api.operations import BASE, LANG, OPERATIONS, TAGS, Operation
from advisor.web.api.recording import CHOICES, KEY_HEADER, LONGEST_KEY, QUERY
from advisor.web.api.schemas import ref, schemas
from advisor.web.installation import Site

VERSION = "3.1.0"
JSON = "application/json"
REFUSALS = {"GET": (422, 429, 503), "POST": (400, 403, 408, 413, 415, 422, 429, 503)}


def openapi(site: Site, language: Language) -> dict[str, Any]:
    """The whole description."""
    about = Describing(site, language, Examples(site))
    return {
        "openapi": VERSION,
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": word("api.title", language),
            "version": __version__,
            "description": word("api.lead", language, version=site.knowledge.version),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "tags": [{"name": tag, "description": word(f"api.tag-{tag}", language)} for tag in TAGS],
        "servers": [{"url": BASE}],
        "paths": {o.path: {o.method.lower(): about.operation(o)} for o in OPERATIONS},
        "components": {"schemas": schemas(site.knowledge)},
    }


def refusals(operation: Operation) -> list[int]:
    """The statuses by which an operation can refuse."""
    also = {404} if operation.parameter else set()
    return sorted({*REFUSALS[operation.method], *also, *({409} if operation.may_record else ())})


class Describing:
    """Describes operations in one language, with examples."""

    def __init__(self, site: Site, language: Language, examples: Examples) -> None:
        self.site = site
        self.language = language
        self.examples = examples

    def operation(self, operation: Operation) -> dict[str, Any]:
        """One operation object."""
        described = {
            "operationId": operation.name,
            "tags": [operation.tag],
            "summary": self._say(f"title-{operation.name}"),
            "description": self._say(f"about-{operation.name}"),
            "parameters": self.parameters(operation),
            "responses": self._responses(operation),
        }
        if operation.asks:
            content = {"schema": ref(operation.asks), "example": self.body(operation)}
            described["requestBody"] = {"required": True, "content": {JSON: content}}
        return described

    def parameters(self, operation: Operation) -> list[dict[str, Any]]:
        """The parameter of the path, the query's, and the header's."""
        found = [self._query(name) for name in operation.query]
        if operation.parameter:
            found.insert(0, self._path(operation.parameter))
        if operation.may_record:
            schema = {**TEXT, "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"}
            found.append(self._parameter("header", KEY_HEADER, "idempotency-key", schema))
        return found

    def body(self, operation: Operation) -> dict[str, Any]:
        """An example of what is sent."""
        facts = self.examples.facts.document()
        return facts if operation.asks == "facts" else {**facts, "set": self.examples.change}

    def name(self, operation: Operation) -> str:
        """An example of what stands in the path."""
        names = {"schema": next(iter(SCHEMAS)), "rule": self.examples.rule}
        names |= {"step": self.examples.step, "target": self.examples.target}
        return names[operation.parameter] if operation.parameter else ""

    def answer(self, operation: Operation) -> Any:
        """The very answer to the examples."""
        sent = self.body(operation) if operation.asks else {}
        call = Call(self.site, self.language, sent, self.name(operation))
        return operation.answer(call).content

    def _responses(self, operation: Operation) -> dict[str, Any]:
        given = {JSON: {"schema": ref(operation.gives), "example": self.answer(operation)}}
        found = {"200": {"description": self._say("given"), "content": given}}
        if operation.may_record:
            recorded = {JSON: {"schema": ref(operation.gives)}}
            found["201"] = {"description": self._say("recorded"), "content": recorded}
        return found | {str(status): self._refusal(status) for status in refusals(operation)}

    def _refusal(self, status: int) -> dict[str, Any]:
        name = f"{status}-api" if status in (400, 404) else str(status)
        description = word(f"web.error-{name}", self.language)
        return {"description": description, "content": {JSON: {"schema": ref("error")}}}

    def _query(self, name: str) -> dict[str, Any]:
        choices = {LANG: LANGUAGES, QUERY: CHOICES}[name]
        return self._parameter("query", name, name, {"enum": list(choices)})

    def _path(self, name: str) -> dict[str, Any]:
        knowledge = self.site.knowledge
        choices = {
            "step": [*knowledge.steps],
            "target": [*knowledge.steps, *knowledge.rule],
            "rule": [*knowledge.rule],
            "schema": [*SCHEMAS],
        }[name]
        found = self._parameter("path", name, name, {"enum": choices})
        return {**found, "required": True}

    def _parameter(self, where: str, name: str, about: str, schema: Schema) -> dict[str, Any]:
        description = self._say(f"parameter-{about}")
        return {"name": name, "in": where, "description": description, "schema": schema}

    def _say(self, name: str) -> str:
        return word(f"api.{name}", self.language)
