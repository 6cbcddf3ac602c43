"""How do words reach Telegram? One courier, within Telegram's limits, whose refusals become our errors."""
