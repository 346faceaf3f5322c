"""What the quality filters of large language corpora leave of pages and of articles."""
