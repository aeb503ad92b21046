"""Many threads at once."""

from concurrent.futures import ThreadPoolExecutor

from reference_impl.glance.model import Conflict

THREADS = 8


def test_of_many_uploads_of_one_image_one_is_taken(glance):
    image = glance.images.create("ours").id

    def upload(number):
        try:
            return glance.images.upload(image, [bytes([number])] * 100).data
        except Conflict:
            return None

    with ThreadPoolExecutor(THREADS) as threads:
        taken = [data for data in threads.map(upload, range(THREADS * 4)) if data]
    assert len(taken) == 1
    assert glance.images.get(image).data == taken[0]


def test_images_come_and_go_while_they_are_listed(ask):
    def use(number):
        made = [ask.make(name=f"{number}")["id"] for _ in range(10)]
        assert ask("GET", "images?limit=1000").status == 200
        return [ask("DELETE", f"images/{image}").status for image in made[:5]]

    with ThreadPoolExecutor(THREADS) as threads:
        statuses = [each for several in threads.map(use, range(THREADS)) for each in several]
    assert statuses == [204] * 5 * THREADS
    assert len(ask.list("limit=1000")) == 5 * THREADS


def test_of_many_images_of_one_id_one_is_made(ask):
    body = {"id": "11111111-1111-1111-1111-111111111111"}
    with ThreadPoolExecutor(THREADS) as threads:
        statuses = list(threads.map(lambda _: ask("POST", "images", body).status, range(THREADS * 4)))
    assert sorted(set(statuses)) == [201, 409]
    assert statuses.count(201) == 1
