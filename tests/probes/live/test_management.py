"""What answers where RabbitMQ's management API should: whatever that is, one line says so."""

import pytest
import responses

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes.live._management import Management

URL = "http://broker:15672"
WHERE = "[probes.rabbitmq] management"


@pytest.fixture
def answering():
    """A management API that answers one thing to all questions."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as answers:

        def answering(body, status=200):
            for path in ("vhosts/%2F", "connections"):
                answers.get(f"{URL}/api/{path}", body=body, status=status)
            return Management(URL.replace("//", "//guest:s3cret@"), "/", WHERE)

        yield answering


@pytest.mark.parametrize("question", ["tracing", "programs"])
@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("<html>Welcome</html>", "answers no JSON"),
        ("", "answers no JSON"),
        ('"hello"', "is no RabbitMQ"),
        ("7", "is no RabbitMQ"),
        ("null", "is no RabbitMQ"),
    ],
)
def test_what_is_no_management_api(answering, question, body, line):
    with pytest.raises(TargetError) as found:
        getattr(answering(body), question)()
    assert str(found.value) == f"{WHERE}: {URL} {line}; the URL of RabbitMQ's management API"


@pytest.mark.parametrize(("question", "body"), [("tracing", "[]"), ("tracing", "{}"), ("programs", "{}")])
def test_what_has_another_shape(answering, question, body):
    with pytest.raises(TargetError, match="is no RabbitMQ"):
        getattr(answering(body), question)()


def test_nothing_is_changed_where_it_is_not_known_what_is_there(answering):
    with pytest.raises(TargetError, match="is no RabbitMQ"):
        answering("[]").set_tracing(True)


def test_connections_that_say_nothing_of_themselves(answering):
    listed = '[{"name": "a", "user": "nova"}, {"name": "b", "client_properties": []}, "c", {"user": "d"}]'
    assert answering(listed).programs() == {"a": "nova", "b": ""}
