"""What the competitor's rep is asked, and what of the reply may be shown."""
