"""What every hypervisor does: the stand-in in memory as libvirt's test driver does it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from reference_impl.hypervisor import DomainExists, DriverError, ImpossibleDomain, Info, NoSuchDomain, connect


def test_a_domain_is_defined_started_and_destroyed(hypervisor, domain):
    one = domain(vcpus=2, memory_mb=512)
    assert hypervisor.domains() == {}
    hypervisor.define(one)
    assert hypervisor.domains() == {one.name: "shutoff"}
    assert hypervisor.info(one.name) == Info("shutoff", 2, 512)
    hypervisor.start(one.name)
    assert hypervisor.domains() == {one.name: "running"}
    assert hypervisor.info(one.name) == Info("running", 2, 512)
    hypervisor.destroy(one.name)
    assert hypervisor.domains() == {}


def test_one_that_was_never_started_can_be_destroyed(hypervisor, domain):
    hypervisor.define(domain())
    hypervisor.destroy(domain().name)
    assert hypervisor.domains() == {}
    hypervisor.define(domain())


@pytest.mark.parametrize("act", ["start", "destroy", "info"])
def test_a_domain_that_is_not_known(hypervisor, act):
    with pytest.raises(NoSuchDomain, match="the hypervisor has no domain ghost"):
        getattr(hypervisor, act)("ghost")


def test_a_domain_is_defined_once(hypervisor, domain):
    hypervisor.define(domain(vcpus=1))
    with pytest.raises(DomainExists):
        hypervisor.define(domain(vcpus=8))
    assert hypervisor.info(domain().name).vcpus == 1


def test_names_and_uuids_are_taken_once(hypervisor, domain):
    hypervisor.define(domain(1))
    with pytest.raises(DomainExists):
        hypervisor.define(domain(2, name=domain(1).name))
    with pytest.raises(DomainExists):
        hypervisor.define(domain(name="another", uuid=domain(1).uuid))
    assert list(hypervisor.domains()) == [domain(1).name]


def test_a_domain_that_runs_is_not_started_again(hypervisor, domain):
    hypervisor.define(domain())
    hypervisor.start(domain().name)
    with pytest.raises(DriverError, match="already running"):
        hypervisor.start(domain().name)


@pytest.mark.parametrize(("vcpus", "memory_mb"), [(0, 512), (-1, 512), (65536, 512), (1, 0), (1, -1)])
def test_a_domain_has_a_size_that_it_can_have(hypervisor, domain, vcpus, memory_mb):
    with pytest.raises(ImpossibleDomain):
        hypervisor.define(domain(vcpus=vcpus, memory_mb=memory_mb))
    assert hypervisor.domains() == {}


def test_closed_it_does_nothing_more(hypervisor, domain):
    hypervisor.close()
    hypervisor.close()
    for act in (hypervisor.domains, lambda: hypervisor.define(domain()), lambda: hypervisor.start("a")):
        with pytest.raises(DriverError, match="closed"):
            act()


def test_two_connections_share_nothing(hypervisor, domain):
    other = connect("builtin" if "built in" in hypervisor.describe else None)
    hypervisor.define(domain())
    assert other.domains() == {}
    other.define(domain())
    other.close()
    assert list(hypervisor.domains()) == [domain().name]


def test_many_threads_use_one_connection(hypervisor, domain):
    def run(number):
        one = domain(number)
        hypervisor.define(one)
        hypervisor.start(one.name)
        if number % 2:
            hypervisor.destroy(one.name)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(run, range(40)))
    assert hypervisor.domains() == {domain(number).name: "running" for number in range(0, 40, 2)}


def test_of_many_that_define_one_domain_one_succeeds(hypervisor, domain):
    def define(_number):
        try:
            hypervisor.define(domain())
        except DomainExists:
            return 0
        return 1

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(define, range(24))) == 1


def test_what_it_is_is_said_in_a_few_words(hypervisor):
    assert hypervisor.describe.startswith(("built in", "libvirt "))
