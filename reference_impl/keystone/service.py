"""keystone put together: what it knows, and which resource answers at which path."""

from __future__ import annotations

from ..http import Api, keystone_form
from ..http.request import Request
from ..observe import Observe, nobody
from ..world import World
from .authentication import Authentication, Denied
from .catalog import Catalog
from .identity import Conflict, Identity, NotThere
from .rest.assignments import Assignment, Assignments, ProjectsOfUser, RolesInProject
from .rest.directory import Endpoint, Endpoints, Service, Services
from .rest.entities import Collection, Entity, kinds
from .rest.tokens import AuthCatalog, AuthProjects, AuthTokens
from .rest.versions import Version, Versions
from .shows import AUTHENTICATE, REVOKE, VALIDATE
from .tokens import LIFETIME, Tokens

NAME = "keystone"


class Keystone:
    """Identity.

    :param lifetime: seconds that a token holds.

    :ivar app: the WSGI application.
    :ivar identity, catalog, tokens: what it knows.
    """

    def __init__(self, world: World, observe: Observe = nobody, *, lifetime: float = LIFETIME) -> None:
        self.identity = Identity(world)
        self.catalog = Catalog(world)
        self.tokens = Tokens(world, lifetime)
        self.app = Api(NAME, keystone_form, world, observe, guard=self._guard)
        for error, status in ((Denied, 401), (NotThere, 404), (Conflict, 409)):
            self.app.refuses(error, status)
        self._route_tokens()
        self._route_entities()
        self._route_directory()

    def _guard(self, request: Request) -> None:
        """Validates for itself, by looking."""
        token = self.tokens.find(request.ctx.token or "")
        if token is None:
            raise Denied
        request.context.issued = token

    def _route_tokens(self) -> None:
        self.app.route("/", Versions(), is_open=True)
        self.app.route("/v3", Version(), is_open=True)
        authentication = Authentication(self.identity, self.tokens)
        tokens = AuthTokens(authentication, self.tokens, self.catalog, self.identity)
        shows = {"POST": AUTHENTICATE, "GET": VALIDATE, "HEAD": VALIDATE, "DELETE": REVOKE}
        self.app.route("/v3/auth/tokens", tokens, shows=shows, is_open=True)
        self.app.route("/v3/auth/catalog", AuthCatalog(self.catalog))
        self.app.route("/v3/auth/projects", AuthProjects(self.identity))

    def _route_entities(self) -> None:
        for kind in kinds(self.identity, self.tokens):
            self.app.route(f"/v3/{kind.many}", Collection(kind))
            self.app.route(f"/v3/{kind.many}/{{{kind.one}_id}}", Entity(kind))
        roles = "/v3/projects/{project_id}/users/{user_id}/roles"
        self.app.route("/v3/users/{user_id}/projects", ProjectsOfUser(self.identity))
        self.app.route(roles, RolesInProject(self.identity))
        self.app.route(f"{roles}/{{role_id}}", Assignment(self.identity))
        self.app.route("/v3/role_assignments", Assignments(self.identity))

    def _route_directory(self) -> None:
        self.app.route("/v3/services", Services(self.catalog))
        self.app.route("/v3/services/{service_id}", Service(self.catalog))
        self.app.route("/v3/endpoints", Endpoints(self.catalog))
        self.app.route("/v3/endpoints/{endpoint_id}", Endpoint(self.catalog))
