"""What the desk says, in Russian and English."""
