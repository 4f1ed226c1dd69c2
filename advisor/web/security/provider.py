"""Signing in by the installation's own identity provider: OpenID Connect's code flow, with PKCE.

What binds an answer to the browser that asked is computed from one random text in that browser's
cookie and the installation's secret, so that nothing is kept in between.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.web.security.rights import ROLES, Role
from advisor.web.settings import PREFIX, ProviderSettings

METADATA = "/.well-known/openid-configuration"
SIGNED_BY = ("RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "ES512", "EdDSA", "Ed25519")
"""Signatures that only the provider can make; never `none`, nor one by the client's secret."""
NAMED_BY = ("preferred_username", "email", "sub")
PATIENCE = 10
"""Seconds to wait for the provider."""


class ProviderError(Exception):
    """Nobody was signed in; the reason is the name of a message, `oidc.<name>`."""


@dataclass(frozen=True)
class Person:
    """Whom the provider vouches for: `key` never changes, whatever the name becomes."""

    key: str
    name: str
    role: Role


@dataclass(frozen=True)
class Provider:
    """One provider, as this installation is registered there. Raises AdvisorError when the library
    is not installed.
    """

    settings: ProviderSettings
    secret: bytes

    def __post_init__(self) -> None:
        try:
            import authlib.integrations.httpx_client  # noqa: F401
        except ImportError as error:
            where, message = f"{PREFIX}OIDC_ISSUER", said("oidc.extra")
            raise AdvisorError([Problem(where, None, message)]) from error

    def address(self, flow: str, back: str) -> str:
        """Where the browser that keeps this random text is sent to sign in; it comes back to
        `back`. Raises ProviderError.
        """
        return str(
            self._asked(
                lambda app: app.create_authorization_url(
                    back, state=self.state(flow), nonce=self._of("nonce", flow),
                    code_verifier=self._of("verifier", flow),
                )["url"]
            )
        )  # fmt: skip

    def person(self, flow: str, back: str, answer: dict[str, str]) -> Person:
        """Whom the provider's answer, the query that the browser came back with, is about.

        Raises ProviderError.
        """
        if not flow or not hmac.compare_digest(
            answer.get("state", "").encode(), self.state(flow).encode()
        ):
            raise ProviderError("expired")
        if "code" not in answer:
            raise ProviderError("denied" if answer.get("error") == "access_denied" else "failed")
        return self._person(self._asked(lambda app: self._claims(app, flow, back, answer["code"])))

    def state(self, flow: str) -> str:
        """What the provider gives back with its answer."""
        return self._of("state", flow)

    def _claims(self, app: Any, flow: str, back: str, code: str) -> dict[str, Any]:
        """The claims of an ID token that the provider signed for this client and this request."""
        verifier = self._of("verifier", flow)
        token = app.fetch_access_token(back, code=code, code_verifier=verifier)
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client},
        }
        claims: dict[str, Any] = app.parse_id_token(token, self._of("nonce", flow), options)
        return claims

    def _person(self, claims: dict[str, Any]) -> Person:
        given = claims.get(self.settings.roles)
        held = [given] if isinstance(given, str) else given if isinstance(given, list) else []
        role = _highest(held)
        if role is None:
            raise ProviderError("no-role")
        name = next((str(claims[name]) for name in NAMED_BY if claims.get(name)), "")
        whole = f"{self.settings.issuer}\n{claims['sub']}"
        return Person(sha256(whole.encode()).hexdigest(), name, role)

    def _asked(self, question: Callable[[Any], Any]) -> Any:
        """What the provider says. Whatever it or the network does wrong is a ProviderError."""
        from authlib.common.errors import AuthlibBaseError
        from joserfc.errors import JoseError

        try:
            app = self._app
            known = app.load_server_metadata()
            if known.get("issuer") != self.settings.issuer:
                raise ProviderError("failed")
            offered = known.get("id_token_signing_alg_values_supported") or SIGNED_BY[:1]
            known["id_token_signing_alg_values_supported"] = [
                name for name in offered if name in SIGNED_BY
            ]
            answer = question(app)
        except (AuthlibBaseError, JoseError) as error:
            raise ProviderError("failed") from error
        except (_network_error(), RuntimeError, KeyError, TypeError, ValueError) as error:
            raise ProviderError("unreachable") from error
        if not answer:
            raise ProviderError("failed")
        return answer

    @cached_property
    def _app(self) -> Any:
        """Authlib's client; it reads the provider's metadata and keys once, and keys again when
        one is new.
        """
        from authlib.integrations.base_client import OAuth2Mixin, OpenIDMixin
        from authlib.integrations.base_client.sync_app import OAuth2Base
        from authlib.integrations.httpx_client import OAuth2Client

        class App(OAuth2Mixin, OpenIDMixin, OAuth2Base):  # type: ignore[misc]
            client_cls = OAuth2Client

        asked = {"scope": "openid profile email", "code_challenge_method": "S256"}
        return App(
            None,
            client_id=self.settings.client,
            client_secret=self.settings.secret,
            client_kwargs={**asked, "timeout": PATIENCE},
            server_metadata_url=self.settings.issuer.rstrip("/") + METADATA,
        )

    def _of(self, what: str, flow: str) -> str:
        return hmac.new(self.secret, f"oidc:{what}:{flow}".encode(), sha256).hexdigest()


def _network_error() -> type[Exception]:
    """What Authlib's client raises: it prefers the later of two versions of its library."""
    try:
        from httpx2 import HTTPError
    except ImportError:
        from httpx import HTTPError  # type: ignore[assignment]
    return HTTPError


def _highest(held: Iterable[object]) -> Role | None:
    """Of several roles the one with the most rights."""
    names = {str(name) for name in held}
    return next((role for role in ROLES if role in names), None)
