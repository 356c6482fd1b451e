"""The product without screen, server or model: types, market, orders, risk, portfolio and their store."""
