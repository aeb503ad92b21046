"""The HTML and the Markdown report: the same as the JSON one, for people."""

import re
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec import structs

from pytest_cloudflow.checker import Checker
from pytest_cloudflow.factories import Boot, tell, trace_of
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.reports import _page, _spool
from pytest_cloudflow.reports._diagram import LANES, Arrow, Gap, sequence_of
from pytest_cloudflow.reports._markdown import escaped
from pytest_cloudflow.trace import TraceWriter
from pytest_cloudflow.verdicts import CLAUSES


class Page(HTMLParser):
    """Tags that are closed, ids, links, and what would be asked of the network."""

    VOID = frozenset(("meta", "br", "link", "img", "hr", "input"))

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.outside, self.tags = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        given = dict(attributes)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.outside += [value for name, value in attributes if name in ("src", "srcset", "action", "data")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_nothing_of_the_network(written):
    text = written("html", Boot(volumes=1), Boot(stop="driver"))
    page = Page(text)
    assert page.outside == []
    assert "script" not in page.tags
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert "default-src 'none'" in text
    assert "url(http" not in text


@pytest.mark.parametrize("ending", ["html", "md"])
def test_every_clause_of_every_boot_is_there(written, ending):
    text = written(ending, Boot(), Boot(volumes=2))
    for clause in CLAUSES:
        assert len(re.findall(rf"\b{clause}\b", text)) >= 2


@pytest.mark.parametrize("ending", ["html", "md"])
def test_what_failed_comes_before_the_steps(written, ending):
    text = written(ending, Boot(), Boot(stop="no_valid_host"))
    assert text.index("CF-10") < text.index("CF-01") if ending == "html" else "stopped at CF-10" in text
    assert "rejected" in text
    assert "NoValidHost" in text


def test_the_head_names_what_did_not_pass_and_leads_there(written):
    page = Page(written("html", Boot(), Boot(stop="driver")))
    assert page.links == ["#boot-2"]


@pytest.mark.parametrize("ending", ["html", "md"])
def test_it_is_readable_by_its_owner_alone(written, ending):
    written(ending, Boot())
    assert stat.S_IMODE(Path(f"report.{ending}").stat().st_mode) == 0o600


@pytest.mark.parametrize("ending", ["html", "md"])
def test_the_same_trace_gives_the_same_report_but_for_the_time(written, ending):
    def timeless(text):
        return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC|in \d+\.\d s", "", text)

    assert timeless(written(ending, Boot(volumes=1))) == timeless(written(ending, Boot(volumes=1)))


HOSTILE = "<script>alert(1)</script>|`x`\n# head\n[a](http://evil.test)\"'&\u202egnp.exe"


@pytest.fixture
def hostile(pytester):
    """A trace whose names try to be more than names."""
    header, events = trace_of(tell(Boot(stop="driver")))
    with TraceWriter(pytester.path / "hostile.jsonl", structs.replace(header, target=HOSTILE)) as writer:
        for event in events:
            named = structs.replace(event, instance_id=HOSTILE) if isinstance(event.instance_id, str) else event
            writer.write(structs.replace(named, source="nova-<b>api") if event.source == "hypervisor" else named)
        writer.close(events[-1].time + 1000)
    pytester.runpytest_inprocess(
        "-pno:cacheprovider", "--cloudflow", "--cloudflow-target=trace:hostile.jsonl",
        "--cloudflow-report=r.html", "--cloudflow-report=r.md",
    )  # fmt: skip
    return Path("r.html").read_text(), Path("r.md").read_text()


def test_hostile_names_stay_names(hostile):
    page, markdown = hostile
    assert "script" not in Page(page).tags
    assert "<script" not in page
    assert "<script" not in markdown
    assert "\n# head" not in markdown
    assert "](http://evil" not in markdown
    assert "\u202e" not in markdown + page
    rows = [line for line in markdown.splitlines() if line.startswith("| CF-")]
    assert len(rows) == len(CLAUSES)
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a|b", "a\\|b"), ("<b>", "&lt;b&gt;"), ("x_y *z*", "x\\_y \\*z\\*"), ("a\nb", "a b"), ("A & B", "A &amp; B")],
)
def test_markdown_shows_a_text_as_it_is(text, shown):
    assert escaped(text) == shown


@pytest.mark.parametrize("ending", ["html", "md"])
def test_of_very_many_boots_those_that_passed_are_left_out_and_it_is_said(written, ending, monkeypatch):
    monkeypatch.setattr(_spool, "MOST_LISTED", 2)
    text = written(ending, Boot(), Boot(), Boot(stop="driver"), Boot())
    assert "those that passed are not listed" in text
    assert len(re.findall(r'<details class="boot|^## ', text, re.MULTILINE)) == 1


def test_the_sequence_is_drawn_for_so_many_boots_and_no_more(written, monkeypatch):
    monkeypatch.setattr(_page, "MOST_DRAWN", 1)
    assert written("html", Boot(), Boot()).count('class="sequence"') == 1


def sequence(*boots):
    header, events = trace_of(*(tell(boot) for boot in boots))
    checker = Checker(load_profile("classic"), header)
    judged = [verdict for event in events for verdict in checker.feed(event)]
    return sequence_of((judged + checker.finish(events[-1].time + 1000))[0])


def test_an_interaction_is_an_arrow_and_an_act_stays_in_its_lane():
    rows = {(row.clause, row.text): row for row in sequence(Boot()).rows}
    boot = rows["CF-03", "POST /v2.1/servers"]
    assert (boot.source, boot.target) == ("client", "nova-api")
    assert rows["CF-10", "weigh"].target is None


def test_components_stand_in_the_order_of_the_flow():
    lanes = sequence(Boot(volumes=1)).lanes
    assert lanes == tuple(lane for lane in LANES if lane in lanes)
    assert len(lanes) == len(LANES)


def test_a_step_of_which_nothing_was_seen_is_a_gap_across():
    header, events = trace_of(tell(Boot()))
    checker = Checker(load_profile("classic"), header)
    kept = [event for event in events if not (event.channel == "db" and event.table in ("flavors", "quotas"))]
    judged = [verdict for event in kept for verdict in checker.feed(event)] + checker.finish(events[-1].time + 1000)
    rows = [row for row in sequence_of(judged[0]).rows if row.clause == "CF-06"]
    assert [type(row) for row in rows] == [Gap]
    assert all(isinstance(row, Arrow) for row in sequence_of(judged[0]).rows if row.clause == "CF-07")


@pytest.mark.parametrize("ending", ["html", "md"])
def test_where_it_cannot_be_written_one_line_says_so(pytester, write_trace, ending):
    trace = write_trace(Boot())
    result = pytester.runpytest_inprocess(
        "-pno:cacheprovider", "--cloudflow", f"--cloudflow-target=trace:{trace}",
        f"--cloudflow-report=nowhere/report.{ending}",
    )  # fmt: skip
    assert result.ret == 4
    assert not Path("nowhere").exists()
