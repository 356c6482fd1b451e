"""Any life of any orders beside a model of it: a smaller number here, thousands in the bench."""

from tests.exactly_once.life import run_lives


def test_the_desk_and_the_model_agree_on_every_state_of_every_order() -> None:
    assert run_lives(15, number=2026) >= 15
