"""The pace: never more than the limit in any one second, whatever the way to the server takes."""

from __future__ import annotations

from hypothesis import given, settings, strategies as st

from ingest.pacing import Pace
from tests.fakes_ncbi import FakeClock


@settings(max_examples=200, deadline=None)
@given(
    limit=st.sampled_from([1, 3, 10]),
    trips=st.lists(st.tuples(st.floats(0, 2), st.floats(0, 2), st.floats(0, 0.5)), min_size=1, max_size=40),
)
def test_arrivals_keep_within_the_limit(limit: int, trips: list[tuple[float, float, float]]) -> None:
    clock = FakeClock()
    pace = Pace(limit, clock=clock, sleep=clock.sleep)
    arrived = []
    for way_there, way_back, between in trips:
        with pace.turn():
            clock.now += way_there
            arrived.append(clock.now)
            clock.now += way_back
        clock.now += between
    assert all(later - earlier >= 1.0 for earlier, later in zip(arrived, arrived[limit:], strict=False))


def test_first_requests_do_not_wait_and_the_next_does() -> None:
    clock = FakeClock()
    pace = Pace(3, clock=clock, sleep=clock.sleep)
    for _ in range(3):
        with pace.turn():
            pass
    assert clock.slept == []
    with pace.turn():
        pass
    assert sum(clock.slept) >= 1.0


def test_a_sleep_that_ends_early_is_continued() -> None:
    clock = FakeClock()
    pace = Pace(1, clock=clock, sleep=lambda seconds: clock.sleep(min(seconds, 0.3)))
    for _ in range(2):
        with pace.turn():
            pass
    assert clock.now - 1_000.0 >= 1.0


def test_a_failed_request_gives_its_turn_back() -> None:
    clock = FakeClock()
    pace = Pace(1, clock=clock, sleep=clock.sleep)
    for _ in range(3):
        try:
            with pace.turn():
                raise RuntimeError
        except RuntimeError:
            pass
    assert clock.now - 1_000.0 >= 2.0
