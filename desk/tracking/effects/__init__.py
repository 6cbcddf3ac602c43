"""What call tracking does outside: each effect looks at what is kept first, and is free to do nothing."""
