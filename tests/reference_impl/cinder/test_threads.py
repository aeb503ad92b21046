"""Many threads at once."""

from concurrent.futures import ThreadPoolExecutor

from reference_impl.cinder.model import Invalid

THREADS = 8


def test_a_volume_is_kept_for_one_server(cinder, server):
    volume = cinder.volumes.create("ours", "u", 1).id

    def reserve(_number):
        try:
            return cinder.volumes.reserve(volume, server)
        except Invalid:
            return None

    with ThreadPoolExecutor(THREADS) as threads:
        kept = [attachment for attachment in threads.map(reserve, range(THREADS * 8)) if attachment]
    assert kept == cinder.volumes.attachments(volume)
    assert len(kept) == 1


def test_volumes_come_and_go_while_they_are_listed(ask):
    def use(_number):
        for _ in range(10):
            volume = ask.make()["id"]
            attachment = ask.attach(volume)
            assert ask("GET", "volumes/detail").status == ask("GET", "attachments").status == 200
            assert ask("DELETE", f"attachments/{attachment}").status == 200
            assert ask("DELETE", f"volumes/{volume}").status == 202

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(use, range(THREADS)))
    assert ask.list() == ask("GET", "attachments").body["attachments"] == []


def test_a_volume_is_deleted_or_kept_and_never_both(cinder, server):
    def race(_number):
        volume = cinder.volumes.create("ours", "u", 1).id
        with ThreadPoolExecutor(2) as two:
            deleted = two.submit(cinder.volumes.delete, volume)
            kept = two.submit(cinder.volumes.reserve, volume, server)
        return [deleted.exception() is None, kept.exception() is None]

    assert all(sorted(race(number)) == [False, True] for number in range(20))
