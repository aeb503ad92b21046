"""A served keystone is asked by many threads at once, and so is a guard."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from reference_impl.context import Context
from reference_impl.http import Api, Client, InProcess, glance_form
from reference_impl.keystone import Credentials, TokenGuard
from reference_impl.keystone.identity import Conflict

THREADS = 8


@pytest.fixture
def at_once():
    """Calls something in several threads, which all begin together."""
    gate = threading.Barrier(THREADS)

    def run(act):
        def begin(number):
            gate.wait()
            return act(number)

        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(begin, range(THREADS)))

    return run


def test_a_name_is_taken_by_one_of_many(keystone, at_once):
    def add(_number):
        try:
            return keystone.identity.add_user("bob")
        except Conflict:
            return None

    assert len([user for user in at_once(add) if user is not None]) == 1


def test_no_assignment_is_lost(keystone, at_once):
    identity = keystone.identity
    users = [identity.add_user(f"user-{number}") for number in range(THREADS)]
    project, role = identity.projects.named("ours"), identity.roles.named("reader")
    at_once(lambda number: identity.assign(users[number].id, project.id, role.id))
    assert all(identity.roles_of(user.id, project.id) == (role,) for user in users)


def test_a_service_logs_in_once_for_all_its_threads(keystone, world, told, ann, at_once):
    class Images:
        def on_get(self, req, resp):
            resp.media = {}

    apps = {"keystone": keystone.app}
    rest = Client("glance-api", InProcess(apps), world, told)
    guard = TokenGuard(rest, Credentials("glance", "corr€ct horse", "service"), world)
    api = apps["glance-api"] = Api("glance-api", glance_form, world, guard=guard)
    api.route("/v2/images", Images())
    client = Client("client", InProcess(apps), world)
    told.events.clear()

    def ask(_number):
        return client.request(Context("req-1", ann.token), "GET", "glance-api", "/v2/images").status

    assert at_once(ask) == [200] * THREADS
    assert [event["method"] for event in told.of("request")].count("POST") == 1
