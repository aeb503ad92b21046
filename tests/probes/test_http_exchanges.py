"""What a recorder around an API shows."""

import pytest
from msgspec import UNSET

from pytest_cloudflow.errors import TraceError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.http_exchanges import HttpExchanges, answer_facts
from pytest_cloudflow.trace import NO_FACTS

CLIENT = "proc:/usr/bin/python3 /usr/bin/openstack server create"


def exchange(api, peer, method, path, status=200, **fields):
    record = {"ts": 1.0, "t_end": 2.0, "method": method, "path": path, "peer": peer, "status": status} | fields
    return [seen.event for seen in HttpExchanges(api, Components()).see(record, f"{api}.jsonl:1", 1)]


def test_an_exchange_is_a_request_and_a_response():
    request, response = exchange("glance", "nova_api", "GET", "/v2/images/img", token="4b42799d46", req_id="req-1")
    assert (request.kind, request.source, request.target) == ("request", "nova-api", "glance-api")
    assert (response.kind, response.source, response.target) == ("response", "glance-api", "nova-api")
    assert (request.time, response.time, request.status, response.status) == (1.0, 2.0, UNSET, 200)
    for event in (request, response):
        assert (event.method, event.path, event.token) == ("GET", "/v2/images/img", "sha256:4b42799d46000000")
        assert (event.exchange, event.request_id, event.facts.image_id) == ("glance:1", "req-1", "img")
        assert event.clock == "http:glance"


def test_the_request_id_that_was_handed_over_comes_first():
    request, _ = exchange("glance", "nova_api", "GET", "/v2/images", req_id="req-own", global_req_id="req-handed")
    assert request.request_id == "req-handed"


def test_a_login_shows_the_token_it_issued_and_to_whom():
    token = {"user": {"id": "u"}, "project": {"id": "p"}, "roles": [{"id": "1", "name": "member"}], "catalog": ["x"]}
    sent = {"auth": {"identity": {"password": "hush"}}}
    fields = {"issued_token": "4b42799d46", "req_body": sent, "resp_body": {"token": token}}
    request, response = exchange("keystone", CLIENT, "POST", "/v3/auth/tokens", 201, **fields)
    facts = response.facts
    assert (facts.user_id, facts.project_id, facts.roles) == ("u", "p", ["member"])
    assert facts.issued_token == "sha256:4b42799d46000000"
    assert request.facts.issued_token is UNSET
    assert "hush" not in repr((request, response))


def test_a_validation_shows_its_subject_on_both_sides():
    body = {"token": {"user": {"id": "u"}, "project": {"id": "p"}, "roles": []}}
    fields = {"subject_token": "4b42799d46", "issued_token": "4b42799d46", "token": "aaaaaaaaaa", "resp_body": body}
    request, response = exchange("keystone", "glance", "GET", "/v3/auth/tokens", **fields)
    assert request.facts.subject_token == response.facts.subject_token == "sha256:4b42799d46000000"
    assert response.facts.issued_token is UNSET
    assert response.facts.user_id == "u"


def boot(**server):
    (request, _) = exchange("nova_api", CLIENT, "POST", "/v2.1/servers", 202, req_body={"server": server})
    return request.facts


def test_a_boot_request_names_what_it_asks_for():
    volume = {"uuid": "v1", "source_type": "volume", "destination_type": "volume", "boot_index": -1}
    facts = boot(
        imageRef="img", flavorRef="f1", networks=[{"uuid": "n1"}, {"port": "p1"}], block_device_mapping_v2=[volume]
    )
    assert (facts.image_id, facts.flavor_id, facts.volume_ids) == ("img", "f1", ["v1"])
    assert (facts.network_ids, facts.port_ids) == (["n1"], ["p1"])


@pytest.mark.parametrize(("networks", "ids"), [("auto", ["auto"]), ("none", [])])
def test_a_boot_request_may_leave_networks_to_neutron_or_ask_for_none(networks, ids):
    assert boot(imageRef="img", networks=networks).network_ids == ids


def test_no_networks_said_leaves_them_to_neutron():
    assert boot(imageRef="img").network_ids == ["auto"]


def test_a_boot_from_a_volume_has_no_image():
    root = {"uuid": "v1", "source_type": "volume", "destination_type": "volume", "boot_index": 0}
    facts = boot(imageRef="", block_device_mapping_v2=[root])
    assert (facts.image_id, facts.volume_ids) == (None, ["v1"])


def test_a_volume_made_from_an_image_leaves_no_image():
    root = {"uuid": "img", "source_type": "image", "destination_type": "volume", "boot_index": 0}
    assert boot(block_device_mapping_v2=[root]).image_id is None


def test_an_image_may_be_named_as_the_root_disk():
    root = {"uuid": "img", "source_type": "image", "destination_type": "local", "boot_index": 0}
    assert boot(block_device_mapping_v2=[root]).image_id == "img"


def test_the_answer_to_a_boot_request_names_the_instance():
    body = {"server": {"id": "i1", "adminPass": "hush"}}
    request, response = exchange("nova_api", CLIENT, "POST", "/v2.1/servers", 202, resp_body=body)
    assert (request.instance_id, response.instance_id) == (UNSET, "i1")


@pytest.mark.parametrize("path", ["/v2.1/servers/detail", "/v2.1/servers"])
def test_a_list_of_servers_names_none(path):
    assert exchange("nova_api", CLIENT, "GET", path)[0].instance_id is UNSET


def test_a_server_shows_its_fixed_addresses():
    addresses = {
        "net": [{"addr": "10.0.0.5", "OS-EXT-IPS:type": "fixed"}, {"addr": "1.2.3.4", "OS-EXT-IPS:type": "floating"}]
    }
    body = {"server": {"id": "i1", "addresses": addresses}}
    request, response = exchange("nova_api", CLIENT, "GET", "/v2.1/servers/i1", resp_body=body)
    assert request.instance_id == "i1"
    assert response.facts.fixed_ips == ["10.0.0.5"]


def test_a_port_is_asked_for_and_given():
    asked = {"port": {"device_id": "i1", "network_id": "n1", "tenant_id": "p"}}
    given = {"port": asked["port"] | {"id": "p1", "fixed_ips": [{"subnet_id": "s", "ip_address": "10.0.0.5"}]}}
    bodies = {"req_body": asked, "resp_body": given}
    request, response = exchange("neutron", "nova_compute_h1", "POST", "/v2.0/ports", 201, **bodies)
    assert (request.instance_id, request.facts.network_id, request.facts.fixed_ips) == ("i1", "n1", UNSET)
    assert (response.facts.port_id, response.facts.fixed_ips) == ("p1", ["10.0.0.5"])


def test_a_port_is_bound_to_a_host():
    body = {"port": {"device_id": "i1", "binding:host_id": "h1"}}
    request, _ = exchange("neutron", "nova_compute_h1", "PUT", "/v2.0/ports/p1", req_body=body)
    assert (request.facts.port_id, request.facts.host) == ("p1", "h1")


def test_an_attachment_is_reserved_and_then_connected():
    reserve = {"attachment": {"volume_uuid": "v1", "instance_uuid": "i1", "connector": None}}
    empty = {"attachment": {"id": "a1", "instance": "i1", "volume_id": "v1", "connection_info": {}}}
    request, reserved = exchange("cinder_api", "nova_api", "POST", "/v3/attachments", req_body=reserve, resp_body=empty)
    assert (request.instance_id, request.facts.volume_id, reserved.facts.connection) == ("i1", "v1", False)
    full = {"attachment": empty["attachment"] | {"connection_info": {"auth_password": "hush"}}}
    path = "/v3/p/attachments/a1"
    _, connected = exchange("cinder_api", "nova_compute_h1", "PUT", path, resp_body=full)
    assert (connected.facts.connection, connected.facts.attachment_id) == (True, "a1")
    assert "hush" not in repr(connected)


def test_an_external_event_names_the_instance():
    body = {"events": [{"server_uuid": "i1", "name": "network-vif-plugged"}]}
    request, _ = exchange("nova_api", "neutron", "POST", "/v2.1/os-server-external-events", req_body=body)
    assert (request.source, request.instance_id) == ("neutron-server", "i1")


def test_an_allocation_names_the_instance():
    request, _ = exchange("placement", "nova_scheduler", "PUT", "/placement/allocations/i1", 204)
    assert (request.path, request.instance_id, request.target) == ("/allocations/i1", "i1", "placement")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/identity/v3/auth/tokens?nocatalog", "/v3/auth/tokens"),
        ("/compute/v2.1/servers", "/v2.1/servers"),
        ("/v2/images/img/file", "/v2/images/img/file"),
        ("/allocation_candidates", "/allocation_candidates"),
        ("/identity/v2.0/tokens/gAAAAABsecret/endpoints", "/v2.0/tokens/***/endpoints"),
    ],
)
def test_a_path_begins_at_the_version_and_has_no_query(path, kept):
    assert exchange("keystone", CLIENT, "GET", path)[0].path == kept


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"itemNotFound": {"code": 404, "message": "gone"}}, "itemNotFound"),
        ({"NeutronError": {"type": "PortNotFound", "message": "gone"}}, "PortNotFound"),
        ({"error": {"code": 401, "title": "Unauthorized", "message": "gone"}}, "Unauthorized"),
        ({"errors": [{"title": "Not Found", "detail": "gone"}]}, "Not Found"),
    ],
)
def test_a_refusal_is_named_as_the_api_names_it(body, name):
    _, response = exchange("nova_api", CLIENT, "GET", "/v2.1/servers/i1", 404, resp_body=body)
    assert (response.facts.failure.class_, response.facts.failure.message) == (name, "gone")


def test_a_refusal_without_a_body_is_named_by_its_status():
    assert exchange("glance", CLIENT, "GET", "/v2/images/x", 404)[1].facts.failure.class_ == "HTTP 404"


def test_what_the_recording_itself_asks_is_left_out():
    assert exchange("keystone", "poller", "POST", "/v3/auth/tokens") == []


def test_an_unknown_caller_leaves_the_source_open():
    assert exchange("keystone", None, "GET", "/v3")[0].source is UNSET


def test_an_exchange_that_was_cut_off_has_no_response():
    assert [event.kind for event in exchange("glance", CLIENT, "GET", "/v2/images", None)] == ["request"]


@pytest.mark.parametrize(
    ("broken", "says"),
    [({"path": None}, "path is missing"), ({"status": 1000}, "no HTTP status"), ({"t_end": []}, "t_end is list")],
)
def test_a_record_that_is_none_is_refused_with_its_place(broken, says):
    with pytest.raises(TraceError, match=r"glance\.jsonl:1: ") as refused:
        exchange("glance", CLIENT, "GET", **({"path": "/v2/images"} | broken))
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("shown", "subject", "issued", "told_of"),
    [
        (UNSET, UNSET, UNSET, UNSET),
        (None, "sha256:a", UNSET, "sha256:a"),
        ("sha256:a", "sha256:a", UNSET, "sha256:a"),
        ("sha256:b", "sha256:a", "sha256:b", UNSET),
        ("sha256:b", UNSET, "sha256:b", UNSET),
    ],
)
def test_a_token_in_an_answer_is_issued_unless_it_was_asked_for(shown, subject, issued, told_of):
    facts = answer_facts(NO_FACTS, 200, None, shown, subject)
    assert (facts.issued_token, facts.subject_token, facts.failure) == (issued, told_of, UNSET)
