"""From words to a filled order in a real browser: the chain that everything else hangs on."""

import re

from playwright.sync_api import Page, expect

from tests.desk_process import DeskProcess
from tests.journeys.desk_page import (
    Ledger,
    ask,
    click_starter,
    close_dialog,
    expect_bought,
    open_chat,
    review,
)


def test_starter_leads_to_a_filled_order_a_position_and_a_log_entry(page: Page, desk: DeskProcess) -> None:
    open_chat(page, desk)
    click_starter(page)
    expect(page.get_by_text("waits for your review").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+ rules pass")).first).to_be_visible()
    review(page).click()
    expect_bought(page)
    close_dialog(page)
    page.get_by_role("link", name="Portfolio").first.click()
    expect(page.get_by_role("heading", name="Positions")).to_be_visible()
    page.get_by_role("link", name="Activity").first.click()
    expect(page.get_by_role("heading", name="Activity")).to_be_visible()
    with Ledger(desk) as ledger:
        positions = ledger.get("/api/portfolio")["positions"]
        assert [(p["symbol"], p["qty"]) for p in positions] == [("AAPL", "1")]  # type: ignore[attr-defined]
        kinds = [item["body"] for item in ledger.get("/api/history?kind=audit")["items"]]  # type: ignore[attr-defined]
        assert len(kinds) >= 4


def test_the_steps_of_a_run_stand_on_the_page_with_agent_and_tool(page: Page, desk: DeskProcess) -> None:
    open_chat(page, desk)
    ask(page, "What is the RSI of AAPL?")
    expect(page.locator("[class*='st-key-answer_']")).to_contain_text("46.38")
    page.get_by_text(re.compile(r"\d+ steps")).first.click()
    expect(page.get_by_text(re.compile("Analyst · ")).first).to_be_visible()


def test_reload_in_the_middle_of_a_run_and_after_sending_loses_nothing(page: Page, desk: DeskProcess) -> None:
    open_chat(page, desk)
    click_starter(page)
    page.wait_for_url("**conversation=**")
    page.reload()
    expect(page.get_by_text("waits for your review").first).to_be_visible()
    review(page).click()
    expect_bought(page)
    page.reload()
    expect(page.get_by_text("Bought 1", exact=False).first).to_be_visible()
    with Ledger(desk) as ledger:
        assert len(ledger.fills()) == 1
        assert len(ledger.orders()) == 1


def test_a_killed_and_restarted_app_shows_the_conversation_and_the_order_again(page: Page, desk: DeskProcess) -> None:
    open_chat(page, desk)
    click_starter(page)
    review(page).click()
    expect_bought(page)
    address = page.url
    desk.kill()
    desk.start()
    page.goto(address)
    expect(page.get_by_text("Bought 1", exact=False).first).to_be_visible()
    with Ledger(desk) as ledger:
        assert len(ledger.fills()) == 1


def test_escape_leaves_the_ticket_open_and_cancel_ends_it(page: Page, desk: DeskProcess) -> None:
    open_chat(page, desk)
    click_starter(page)
    review(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("waits for your review").first).to_be_visible()
    review(page)
    page.get_by_role("dialog").get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_text("Cancelled (buy 1 AAPL, market)", exact=False).first).to_be_visible()
    with Ledger(desk) as ledger:
        assert ledger.fills() == []


def test_words_of_approval_in_the_chat_send_nothing(page: Page, desk: DeskProcess) -> None:
    open_chat(page, desk)
    click_starter(page)
    expect(page.get_by_text("waits for your review").first).to_be_visible()
    ask(page, "yes, buy it")
    expect(page.get_by_text("never an approval", exact=False).first).to_be_visible()
    with Ledger(desk) as ledger:
        assert ledger.fills() == []
