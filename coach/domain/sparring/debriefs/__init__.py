"""What a drill comes to: points, fixes, words to avoid and lines to say."""
