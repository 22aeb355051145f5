"""What each document contains, in which order. Wording about evidence arrives as statements and is only arranged here."""
