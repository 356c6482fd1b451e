"""What every venue owes the desk: each implementation of the port Broker passes this suite."""
