"""Which process is which component."""

import pytest

from pytest_cloudflow.probes._components import Components


@pytest.mark.parametrize(
    ("process", "component"),
    [
        ("nova_api", "nova-api"),
        ("nova_compute_h1", "nova-compute"),
        ("nova-conductor", "nova-conductor"),
        ("glance", "glance-api"),
        ("neutron", "neutron-server"),
        ("cinder_volume", "cinder-volume"),
        ("cinder_api_2", "cinder-api"),
        ("proc:/usr/bin/python3 /usr/bin/openstack server create", "client"),
        ("proc:/usr/bin/python3 /usr/bin/ansible", None),
        ("openstack", None),
        ("", None),
        (None, None),
    ],
)
def test_a_process_is_known_by_its_name(process, component):
    assert Components().of(process) == component


def test_a_deployment_may_name_its_processes_otherwise():
    components = Components(names={"n-cpu": "nova-compute"}, topics={"cells": "nova-conductor"}, left_out={"spy"})
    assert components.of("n-cpu_h1") == "nova-compute"
    assert components.of("nova_api") == "nova-api"
    assert components.at("cells") == "nova-conductor"
    assert components.leaves_out("spy")


@pytest.mark.parametrize("process", ["recorder", "poller", "nova_observer", "nova-observer"])
def test_what_belongs_to_the_recording_is_left_out(process):
    assert Components().leaves_out(process)


def test_both_topics_of_a_compute_are_its_own():
    assert Components().at("compute") == Components().at("compute-alt") == "nova-compute"
