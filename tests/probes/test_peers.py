"""Who is at the other end of a connection."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_cloudflow.probes._commands import component_of
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes._peers import Peers

CALL = "import socket, sys; s = socket.create_connection((sys.argv[2], int(sys.argv[1]))); sys.stdin.read()"


@pytest.mark.parametrize(
    ("command", "component"),
    [
        ("/usr/bin/python3|/usr/bin/nova-compute|--config-file|/etc/nova/nova.conf", "nova-compute"),
        ("nova-conductor: master process [/usr/bin/nova-conductor --config-file x]", "nova-conductor"),
        ("nova-scheduler: ServiceWrapper worker(0)", "nova-scheduler"),
        ("nova-apiuWSGI worker 1", "nova-api"),
        ("/usr/bin/uwsgi|--ini|/etc/neutron/neutron-api-uwsgi.ini|--venv|/opt/v", "neutron-server"),
        ("/usr/bin/uwsgi|--ini|/etc/uwsgi/glance-api.ini", "glance-api"),
        ("gunicorn: worker [cinder-api]", "cinder-api"),
        ("(wsgi:keystone-public|-DFOREGROUND", "keystone"),
        ("python|/srv/serve.py|nova_api|8774", "nova-api"),
        ("/usr/bin/python3|/usr/bin/openstack|server|create|nova-api", "client"),
        ("/usr/bin/python3|-m|pytest|--cloudflow", "client"),
        ("/usr/sbin/haproxy|-f|/etc/haproxy/nova-api.cfg", None),
        ("/usr/bin/python3|/usr/bin/neutron-dhcp-agent", None),
        ("vim|nova-compute", None),
        ("", None),
    ],
)
def test_a_command_line_tells_a_component(command, component):
    assert component_of(command.split("|"), Components()) == component


@pytest.fixture(params=["127.0.0.1", "::", "::1"])
def listener(request):
    """On IPv4, on IPv6, and on both at once: then an IPv4 address is seen mapped."""
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.socket(family) as listener:
        if request.param == "::":
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind((request.param, 0))
        listener.listen()
        listener.settimeout(30)
        yield listener


@pytest.fixture
def call(listener, tmp_path):
    """A process of a name connects; gives the address and port that it shows."""
    processes, connections = [], []

    def call(name):
        script = tmp_path / name
        script.write_text(CALL)
        own, port, *_ = listener.getsockname()
        there = "127.0.0.1" if own == "::" else own
        processes.append(subprocess.Popen([sys.executable, script, str(port), there], stdin=subprocess.PIPE))
        connection, address = listener.accept()
        connections.append(connection)
        return address[0], address[1], port

    yield call
    for connection in connections:
        connection.close()
    for process in processes:
        process.stdin.close()
        process.wait()


def test_the_process_at_the_other_end_is_found(call):
    peers = Peers(Components())
    compute, api = call("nova-compute"), call("nova-api")
    for _ in range(2):
        assert peers.component(*compute) == "nova-compute"
        assert peers.component(*api) == "nova-api"


def test_a_port_that_is_used_again_by_another_is_looked_up_again(tmp_path):
    """What is remembered of a connection does not outlive it."""
    peers = Peers(Components())
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(30)
        port = listener.getsockname()[1]
        first = _connected(tmp_path, "nova-compute", port, 0)
        connection, address = listener.accept()
        assert peers.component(*address, port) == "nova-compute"
        first.kill()
        first.communicate()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
        second = _connected(tmp_path, "nova-api", port, address[1])
        connection, again = listener.accept()
        assert again == address
        assert peers.component(*again, port) == "nova-api"
        connection.close()
        second.communicate()


def test_a_connection_that_was_reset_is_not_taken_for_the_next_of_its_port(tmp_path):
    """Who had it has not noticed, and still has its socket open."""
    peers = Peers(Components())
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(30)
        port = listener.getsockname()[1]
        first = _connected(tmp_path, "nova-compute", port, 0)
        connection, address = listener.accept()
        assert peers.component(*address, port) == "nova-compute"
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
        second = _connected(tmp_path, "nova-api", port, address[1])
        connection, again = listener.accept()
        assert again == address
        assert peers.component(*again, port) == "nova-api"
        connection.close()
        second.communicate()
        first.communicate()


def _connected(folder, name, port, own):
    script = folder / name
    script.write_text(
        "import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n"
        "s.bind(('127.0.0.1', int(sys.argv[2]))); s.connect(('127.0.0.1', int(sys.argv[1]))); sys.stdin.read()"
    )
    return subprocess.Popen([sys.executable, script, str(port), str(own)], stdin=subprocess.PIPE)


@pytest.mark.parametrize("address", ["", "192.0.2.1", "not an address", "2001:db8::1"])
def test_somebody_elsewhere_is_not_known(address):
    assert Peers(Components()).component(address, 40000) is None


def test_where_there_is_no_proc_nobody_is_known(tmp_path):
    with socket.socket() as listener, socket.socket() as caller:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        caller.connect(listener.getsockname())
        assert Peers(Components(), proc=tmp_path).component(*caller.getsockname()) is None


def test_the_own_process_is_found_by_its_own_command_line():
    with socket.socket() as listener, socket.socket() as caller:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        caller.connect(listener.getsockname())
        command = Path(f"/proc/{os.getpid()}/cmdline").read_text().rstrip("\0").split("\0")
        assert Peers(Components()).component(*caller.getsockname()) == component_of(command, Components())
