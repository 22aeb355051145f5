"""Accounts and the people in them: import, screening of notes, what is open and what is due."""
