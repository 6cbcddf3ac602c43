"""What every fake is made of: the world's clock, its history, its faults, and a server."""
