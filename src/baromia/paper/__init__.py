"""What the paper is made of beside its text."""
