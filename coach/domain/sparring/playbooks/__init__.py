"""How the competitor would try to win an account."""
