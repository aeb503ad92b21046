"""What is kept of a password."""

import random

from reference_impl.keystone.passwords import hashed


def test_a_hash_matches_its_password_alone():
    kept = hashed("corr€ct", random.Random(1), rounds=3)
    assert kept.matches("corr€ct")
    assert not kept.matches("correct")
    assert not kept.matches("")


def test_two_hashes_of_one_password_have_nothing_in_common():
    chance = random.Random(1)
    one, other = hashed("secret", chance, 3), hashed("secret", chance, 3)
    assert one.salt != other.salt
    assert one.digest != other.digest


def test_a_user_is_shown_without_password_and_hash(keystone):
    ann = keystone.identity.users.named("ann")
    assert "password" not in repr(ann)
    assert "digest" not in repr(ann)


def test_what_a_hash_costs_is_set_where_keystone_is_made(keystone):
    assert keystone.identity.users.named("ann").password.rounds == 2
    assert keystone.identity.nobodys_password.rounds == 2


def test_a_password_that_is_no_text_that_can_be_written_is_still_only_wrong():
    assert not hashed("secret", random.Random(1), 3).matches("\ud800")
