"""What an agreement freezes, and how anybody can check it. Nothing is imported here: verify.py runs without Django."""
