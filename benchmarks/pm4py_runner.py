"""Runs in the peer's own environment: token replay and alignments of a table against the flow's net.

Nothing of the project is imported here. It is given tables as arguments and prints one line of JSON.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import pandas  # noqa: E402 - quiet first
import pm4py  # noqa: E402 - quiet first
from pm4py.objects.petri_net.obj import Marking, PetriNet  # noqa: E402 - quiet first
from pm4py.objects.petri_net.utils import petri_utils  # noqa: E402 - quiet first

# The flow of 28 steps in one order. A group is (activities, may be skipped, may be repeated).
FLOW = [
    (["1", "2", "3", "4", "5", "6", "7", "S1", "8", "9", "10.read"], False, False),
    (["10.filter"], False, True),
    (["10.weigh", "11.write", "11.reply", "accepted", "12", "13", "14", "15", "16", "17", "18", "claim"], False, False),
    (["no_task"], True, False),
    (["19", "20.request", "20.response", "21.metadata", "21.file"], True, False),
    (["S2"], False, False),
    (["22", "23.request", "23.response", "24"], True, True),
    (["S3"], True, False),
    (["25", "26.request", "26.response", "27"], True, True),
    (["S4", "28.define", "28.start", "S5"], False, False),
    (["address"], True, False),
]


class Net:
    """A Petri net that is built from left to right."""

    def __init__(self):
        self.net = PetriNet("classic")
        self.start = self.at = self._place()

    def group(self, activities, optional, repeated):
        """Add a chain, with a way around it and a way back."""
        before = self.at
        for activity in activities:
            self.at = self._arc(self.at, activity)
        after = self.at
        if optional:
            self._arc(before, None, after)
        if repeated:
            self._arc(after, None, before)
            self.at = self._arc(after, None)

    def _place(self):
        place = PetriNet.Place(f"p{len(self.net.places)}")
        self.net.places.add(place)
        return place

    def _arc(self, source, label, target=None):
        target = target or self._place()
        transition = PetriNet.Transition(f"t{len(self.net.transitions)}", label)
        self.net.transitions.add(transition)
        petri_utils.add_arc_from_to(source, transition, self.net)
        petri_utils.add_arc_from_to(transition, target, self.net)
        return target


def flow():
    """The net with its initial and final marking."""
    net = Net()
    for activities, optional, repeated in FLOW:
        net.group(activities, optional, repeated)
    return net.net, Marking({net.start: 1}), Marking({net.at: 1})


def load(path):
    """The table as a log."""
    table = pandas.read_csv(path, dtype={"case:concept:name": str, "concept:name": str})
    table["time:timestamp"] = pandas.to_datetime(table["time:timestamp"], unit="s", utc=True)
    return table


def timed(check, table, net):
    """Seconds of processor time, and the fitness of each case."""
    began = time.process_time()
    found = check(table, *net)
    return time.process_time() - began, found


def main():
    """Measure every table that was named."""
    net, said = flow(), {}
    for path in sys.argv[1:]:
        began = time.process_time()
        table = load(path)
        loading = time.process_time() - began
        replaying, replayed = timed(pm4py.conformance_diagnostics_token_based_replay, table, net)
        aligning, aligned = timed(pm4py.conformance_diagnostics_alignments, table, net)
        said[path] = {
            "cases": int(table["case:concept:name"].nunique()),
            "events": len(table),
            "load": loading,
            "replay": replaying,
            "align": aligning,
            "replay_fits": [bool(case["trace_is_fit"]) for case in replayed],
            "align_fits": [case["fitness"] >= 1.0 for case in aligned],
            "version": pm4py.__version__,
        }
    print(json.dumps(said))


main()
