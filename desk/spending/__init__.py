"""What is spent, what it will be by the evening, and the brake. Values in, values out: no clock, no database."""
