"""Which numbers of a strategy did best, how sure that is, and how they did on bars that they were not chosen on."""
