"""What do people see? Cards are pure functions of what they show: text, keyboard, language, who is looking."""
