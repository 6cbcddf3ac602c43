"""What did the store send? Pure reading of an order out of whatever shape a web form gave it."""
