"""What each figure of the register allows one to say, in numbers and codes."""
