"""Where do cards hang, and do they show the present state? Handlers of the chat's jobs."""
