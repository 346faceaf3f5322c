"""The converter against gold pages: figures, lines, confidence, peers."""
