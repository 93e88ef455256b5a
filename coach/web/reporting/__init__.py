"""The report as values: what is shown, in words and figures, before any HTML is written."""
