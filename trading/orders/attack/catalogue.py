"""Every known attack on the desk itself, each tried on a rehearsal desk of its own."""

from trading.orders.attack import on_restart, on_sending, on_stopping
from trading.risk.attack.case import Attack

DESK_ATTACKS: tuple[Attack, ...] = (
    Attack(
        name="answer_lost",
        title="Sent again after a lost answer",
        story="The venue's answer was lost, the order was sent once more to be sure, and both were filled.",
        trial=on_sending.answer_lost,
    ),
    Attack(
        name="second_while_in_doubt",
        title="A second order while the first is in doubt",
        story="While nobody knew of the first order, the same one was asked for again under a new id.",
        trial=on_sending.second_while_in_doubt,
    ),
    Attack(
        name="two_confirmations_race",
        title="Confirmed in two windows at once",
        story="Two browser tabs showed the same order; each click was checked, and each was sent.",
        trial=on_sending.two_confirmations_race,
    ),
    Attack(
        name="caps_race",
        title="Many orders within one cap, approved at once",
        story="Each order read the exposure before any other was booked, so all were within the cap.",
        trial=on_sending.caps_race,
    ),
    Attack(
        name="equal_orders",
        title="Two equal orders taken for one",
        story="An order was dropped as a repeat of an equal one that somebody had meant to send as well.",
        trial=on_sending.equal_orders,
    ),
    Attack(
        name="one_intent",
        title="One intent, two tickets",
        story="A strategy lost its answer, asked again for the same bar, and bought twice.",
        trial=on_sending.one_intent,
    ),
    Attack(
        name="after_its_time",
        title="Confirmed after its time",
        story="A confirmation that was an hour old sent an order at a price that nobody had seen.",
        trial=on_sending.after_its_time,
    ),
    Attack(
        name="another_approval",
        title="The approval of another order",
        story="The order was changed after it had been shown, and the approval still counted.",
        trial=on_sending.another_approval,
    ),
    Attack(
        name="price_ran_away",
        title="The price moved between look and click",
        story="A market order was confirmed at one price and sent at quite another.",
        trial=on_sending.price_ran_away,
    ),
    Attack(
        name="price_went_stale",
        title="The feed stopped between look and click",
        story="The check at sending used the price that the check before had fetched.",
        trial=on_sending.price_went_stale,
    ),
    Attack(
        name="own_fill_price",
        title="A fill price that the caller says",
        story="A simulated venue booked orders at the price that came with the request.",
        trial=on_sending.own_fill_price,
    ),
    Attack(
        name="cut_to_size",
        title="An order that is cut to its cap",
        story="An order too large was made smaller without a word, and the position was not the one that was meant.",
        trial=on_sending.cut_to_size,
    ),
    Attack(
        name="orders_left_behind",
        title="A stop that leaves orders resting",
        story="Trading was stopped, and an order that had been forgotten at the venue was filled an hour later.",
        trial=on_stopping.orders_left_behind,
    ),
    Attack(
        name="stop_that_fails",
        title="A stop that fails and does not stop",
        story="The stop called the venue first, the venue did not answer, and the flag was never written.",
        trial=on_stopping.stop_that_fails,
    ),
    Attack(
        name="stop_and_restart",
        title="A stop that a restart lifts",
        story="The flag lived in memory, and whatever restarted the process started trading as well.",
        trial=on_stopping.stop_and_restart,
    ),
    Attack(
        name="agent_approves",
        title="An agent that approves its own order",
        story="The tool that sends orders was offered to the model beside the one that proposes them.",
        trial=on_stopping.agent_approves,
    ),
    Attack(
        name="agent_resumes",
        title="An agent that lifts the stop",
        story="An agent found the stop in its way, found the command that lifts it, and used it.",
        trial=on_stopping.agent_resumes,
    ),
    Attack(
        name="agent_changes_limits",
        title="An agent that raises its limit",
        story="The limits lay in a file that the agent could write, as it could any other.",
        trial=on_stopping.agent_changes_limits,
    ),
    Attack(
        name="counters_lost",
        title="Counters that a restart loses",
        story="The day's count and loss were kept in memory, so each crash granted a new day.",
        trial=on_restart.counters_lost,
    ),
    Attack(
        name="warm_restart",
        title="A restart that trades",
        story="At start the system made its positions match its plan, and the plan was an old one.",
        trial=on_restart.warm_restart,
    ),
    Attack(
        name="killed_while_sending",
        title="Killed in the middle of a send",
        story="A process died with an order on its way; the next one found it unsent and sent it.",
        trial=on_restart.killed_while_sending,
    ),
    Attack(
        name="misspelt_in_the_store",
        title="A stored limit that no rule reads",
        story="A limit was stored under a name with a typing error, and everything went on without it.",
        trial=on_restart.misspelt_in_the_store,
    ),
    Attack(
        name="account_error_read_as_flat",
        title="A venue's error taken for an empty account",
        story="Positions could not be read, an empty list was taken instead, and a close became a short.",
        trial=on_restart.positions_unread,
    ),
    Attack(
        name="exits_after_a_flip",
        title="Exits that outlive their position",
        story="A position was turned round by hand, its old stop stayed, and nobody counted what it could still do.",
        trial=on_restart.orphaned_exits,
    ),
    Attack(
        name="day_ends_elsewhere",
        title="A day that ends in London",
        story="The loss of the day was counted by the calendar of the server, and forgotten before the close.",
        trial=on_restart.new_york_day,
    ),
)
