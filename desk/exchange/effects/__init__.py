"""What the exchange does outside: each effect looks at its pair first, and is free to do nothing."""
