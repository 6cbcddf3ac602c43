"""What have people just said or pressed in Telegram? Routers are built in functions, one set a dispatcher."""
