"""What a cloud takes from the world around it."""

import uuid
from random import Random

from reference_impl.world import World


def test_ids_are_those_of_the_standard_library():
    for seed in range(200):
        bits = Random(seed).getrandbits(128)
        assert World(random=Random(seed)).uuid() == str(uuid.UUID(int=bits, version=4))


def test_a_seed_gives_the_same_ids_again():
    assert World.seeded(3).request_id() == World.seeded(3).request_id()
    assert World.seeded(3).uuid() != World.seeded(4).uuid()


def test_without_a_seed_they_differ():
    world = World()
    assert len({world.uuid() for _ in range(1000)}) == 1000
