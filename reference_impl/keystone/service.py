"""keystone put together: what it knows, and which resource answers at which path."""

from __future__ import annotations

from typing import Any

from ..http import Api, keystone_form
from ..http.request import Request
from ..observe import Observe, nobody
from ..world import World
from .authentication import Authentication
from .catalog import Catalog
from .identity import Conflict, Identity, NotThere
from .passwords import ROUNDS
from .rest import directory, entities
from .rest.assignments import Assignment, Assignments, RolesInProject
from .rest.kind import Collection, Item, Kind
from .rest.policy import authenticate
from .rest.tokens import AuthCatalog, AuthDomains, AuthProjects, AuthTokens
from .rest.users import GroupsOfUser, Password, ProjectsOfUser
from .rest.versions import Version, Versions
from .shows import AUTHENTICATE, REVOKE, VALIDATE
from .tokens import LIFETIME, Tokens

NAME = "keystone"


class Keystone:
    """Identity.

    :param lifetime: seconds that a token holds.
    :param rounds: what hashing a password costs, in rounds of PBKDF2.

    :ivar app: the WSGI application.
    :ivar identity, catalog, tokens: what it knows.
    """

    def __init__(
        self, world: World, observe: Observe = nobody, *, lifetime: float = LIFETIME, rounds: int = ROUNDS
    ) -> None:
        self.identity = Identity(world, rounds)
        self.catalog = Catalog(world)
        self.tokens = Tokens(world, self.identity, lifetime)
        self.app = Api(NAME, keystone_form, world, observe, guard=self._guard)
        for error, status in ((NotThere, 404), (Conflict, 409)):
            self.app.refuses(error, status)
        self._route_tokens()
        self._route_users()
        self._route_assignments()
        for kind in (*entities.kinds(self.identity), *directory.kinds(self.catalog)):
            self._route_kind(kind)
        self.app.route("/v3/regions", regions := directory.Regions())
        self.app.route("/v3/regions/{region_id}", regions, suffix="one")

    def _guard(self, request: Request) -> None:
        """Validates for itself, by looking."""
        authenticate(request, self.tokens)

    def _route_tokens(self) -> None:
        self.app.route("/", Versions(), is_open=True)
        self.app.route("/v3", Version(), is_open=True)
        authentication = Authentication(self.identity, self.tokens)
        tokens = AuthTokens(authentication, self.tokens, self.catalog, self.identity)
        shows = {"POST": AUTHENTICATE, "GET": VALIDATE, "HEAD": VALIDATE, "DELETE": REVOKE}
        self.app.route("/v3/auth/tokens", tokens, shows=shows, is_open=True)
        self.app.route("/v3/auth/catalog", AuthCatalog(self.catalog))
        self.app.route("/v3/auth/projects", AuthProjects(self.identity))
        self.app.route("/v3/auth/domains", AuthDomains())

    def _route_users(self) -> None:
        self.app.route("/v3/users/{user_id}/projects", ProjectsOfUser(self.identity))
        self.app.route("/v3/users/{user_id}/groups", GroupsOfUser(self.identity))
        self.app.route("/v3/users/{user_id}/password", Password(self.identity))

    def _route_assignments(self) -> None:
        roles = "/v3/projects/{project_id}/users/{user_id}/roles"
        self.app.route(roles, RolesInProject(self.identity))
        self.app.route(f"{roles}/{{role_id}}", Assignment(self.identity))
        self.app.route("/v3/role_assignments", Assignments(self.identity))

    def _route_kind(self, kind: Kind[Any]) -> None:
        self.app.route(f"/v3/{kind.many}", Collection(kind))
        self.app.route(f"/v3/{kind.many}/{{{kind.one}_id}}", Item(kind))
