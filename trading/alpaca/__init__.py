"""What both adapters need of Alpaca: alpaca-py's clients with what they lack."""
