"""Keeps secrets out: a token leaves here as its fingerprint, a message masked."""

from __future__ import annotations

from msgspec.structs import replace

from ._events import NO_FACTS, Event, Facts, Failure, Text, sealed
from ._masking import mask


def seal(event: Event) -> Event:
    """The event without secrets; the event itself where it has none, as it should."""
    facts = event.facts if event.facts is NO_FACTS else seal_facts(event.facts)
    token, service_token = seal_token(event.token), seal_token(event.service_token)
    if token is event.token and service_token is event.service_token and facts is event.facts:
        return event
    return replace(event, token=token, service_token=service_token, facts=facts)


def seal_token(token: Text) -> Text:
    """A token as a trace keeps it; whoever hands in a plain one is forgiven."""
    return sealed(token) if isinstance(token, str) else token


def seal_facts(facts: Facts) -> Facts:
    """The facts without secrets."""
    issued, subject = seal_token(facts.issued_token), seal_token(facts.subject_token)
    failure = facts.failure
    if isinstance(failure, Failure) and isinstance(failure.message, str):
        failure = replace(failure, message=mask(failure.message))
    if issued is facts.issued_token and subject is facts.subject_token and failure is facts.failure:
        return facts
    return replace(facts, issued_token=issued, subject_token=subject, failure=failure)
