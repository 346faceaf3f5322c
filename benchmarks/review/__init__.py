"""How the review page bears a large dataset."""
