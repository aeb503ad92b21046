"""What is told of a hypervisor."""

import pytest

from reference_impl.context import Context
from reference_impl.hypervisor import Builtin, DriverError, Info, NoSuchDomain, Watched

CTX = Context("req-1", token="secret", serving="m1")


class Told(list):
    def __call__(self, channel, kind, **fields):
        self.append((channel, kind, fields))

    @property
    def kinds(self):
        return [kind for _, kind, _ in self]


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def watched(hypervisor, told):
    return Watched(hypervisor, "h1", told)


def test_each_act_is_told_with_what_the_hypervisor_has(watched, told, domain):
    one = domain(vcpus=2, memory_mb=512)
    watched.define(CTX, one)
    watched.start(CTX, one)
    watched.destroy(CTX, one)
    assert told.kinds == ["define", "start", "destroy"]
    who = {"source": "nova-compute", "target": "hypervisor", "cause": "m1", "request_id": "req-1"}
    place = {"host": "h1", "domain": one.name}
    given = {**place, "vcpus": 2, "memory_mb": 512}
    for (channel, _, fields), facts in zip(told, [given, given, place], strict=True):
        assert channel == "hypervisor"
        assert fields == {**who, "instance_id": one.uuid, "facts": facts}


def test_it_is_told_once_it_has_been_done(hypervisor, domain):
    states = []
    watched = Watched(hypervisor, "h1", lambda *_, **__: states.append(hypervisor.domains().get(domain().name)))
    watched.define(CTX, domain())
    watched.start(CTX, domain())
    watched.destroy(CTX, domain())
    assert states == ["shutoff", "running", None]


def test_what_was_not_done_is_told_as_an_error_and_raised_on(watched, told, domain):
    with pytest.raises(NoSuchDomain):
        watched.start(CTX, domain())
    _, kind, fields = told[0]
    failure = {"class": "NoSuchDomain", "message": f"the hypervisor has no domain {domain().name}"}
    assert (kind, fields["facts"]) == ("error", {"host": "h1", "domain": domain().name, "failure": failure})
    assert told.kinds == ["error"]


def test_a_drivers_own_error_is_told_by_its_name_and_cut(told, domain):
    class Broken(Builtin):
        def start(self, name):
            raise DriverError("no " * 500, "libvirtError")

    watched = Watched(Broken(), "h1", told)
    watched.define(CTX, domain())
    with pytest.raises(DriverError):
        watched.start(CTX, domain())
    failure = told[-1][2]["facts"]["failure"]
    assert (failure["class"], len(failure["message"])) == ("libvirtError", 300)


def test_what_was_given_is_told_and_not_what_was_asked_for(told, domain):
    class Stingy(Builtin):
        def info(self, name):
            return Info("shutoff", 1, 64)

    Watched(Stingy(), "h1", told).define(CTX, domain(vcpus=2, memory_mb=512))
    assert told[0][2]["facts"] == {"host": "h1", "domain": domain().name, "vcpus": 1, "memory_mb": 64}


def test_what_cannot_be_read_back_is_not_known(told, domain, caplog):
    class Forgetful(Builtin):
        def info(self, name):
            raise DriverError("cannot say")

    Watched(Forgetful(), "h1", told).define(CTX, domain())
    assert told.kinds == ["define"]
    assert told[0][2]["facts"] == {"host": "h1", "domain": domain().name}
    assert "cannot say" in caplog.text


def test_it_hands_on_the_rest(watched, hypervisor, domain):
    watched.define(CTX, domain())
    assert watched.domains() == hypervisor.domains()
    assert watched.describe == hypervisor.describe
    watched.close()
    with pytest.raises(DriverError):
        hypervisor.domains()


def test_who_drives_it_is_told(watched, told, domain):
    watched.driven_by("nova-conductor").define(CTX, domain())
    assert [fields["source"] for _, _, fields in told] == ["nova-conductor"]
    assert list(watched.domains()) == [domain().name]
