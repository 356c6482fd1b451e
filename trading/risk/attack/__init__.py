"""The known attacks on the gate, as named cases that are tried against the limits that hold."""
