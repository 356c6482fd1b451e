"""Work apart: strategies run in processes of their own, with limits, so that none of them can hold up the desk."""
