"""One spider per source, and the function that reads its pages."""
