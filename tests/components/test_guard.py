"""The password page: nothing is drawn before the password was right, and guessing is slowed down."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from components import session


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> Iterator[None]:
    session.sign_in_tries().at.clear()
    yield
    session.sign_in_tries().at.clear()


def _page() -> None:
    import streamlit as st
    from pydantic import SecretStr

    from components.guard import require_password
    from trading.settings import Settings

    require_password(Settings.load(desk_password=SecretStr("open sesame")))
    st.markdown("the desk")


def _try(page: AppTest, password: str) -> AppTest:
    page.text_input(key="password").input(password)
    return page.button[0].click().run()


def test_nothing_of_the_desk_is_drawn_without_the_password() -> None:
    page = AppTest.from_function(_page).run()
    assert [m.value for m in page.markdown] == []
    assert page.header[0].value == "This desk is locked"


def test_the_right_password_opens_the_desk_for_this_session_only() -> None:
    page = _try(AppTest.from_function(_page).run(), "open sesame")
    assert [m.value for m in page.markdown] == ["the desk"]
    assert page.run().markdown[0].value == "the desk"
    assert not AppTest.from_function(_page).run().markdown


@pytest.mark.parametrize("wrong", ["", "open sesam", "OPEN SESAME", "öpen sesame"])
def test_a_wrong_password_opens_nothing(wrong: str) -> None:
    page = _try(AppTest.from_function(_page).run(), wrong)
    assert not page.exception
    assert not page.markdown
    assert "not the password" in page.error[0].value


def test_after_five_wrong_passwords_even_the_right_one_must_wait() -> None:
    for _ in range(5):
        _try(AppTest.from_function(_page).run(), "guess")
    page = _try(AppTest.from_function(_page).run(), "open sesame")
    assert not page.markdown
    assert "Too many wrong passwords" in page.error[0].value


def test_a_desk_without_a_password_asks_for_none() -> None:
    def script() -> None:
        import streamlit as st

        from components.guard import require_password
        from trading.settings import Settings

        require_password(Settings.load())
        st.markdown("the desk")

    assert AppTest.from_function(script).run().markdown[0].value == "the desk"
