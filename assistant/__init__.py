"""Call preparation from published evidence in approved language."""
