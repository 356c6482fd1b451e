"""Where headlines come from, a file each: the bundled chronicle, newsrooms, feeds of the user's choice, forums."""
