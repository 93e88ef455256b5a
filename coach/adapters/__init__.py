"""One module for each thing we do not control. Vendor types and errors stop here."""
