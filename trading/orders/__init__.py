"""From a ticket to an order and back: propose, approve, send once, ask when in doubt, stop."""
