"""What has just come in? Doors for people and neighbours; everything is kept first, and only then understood."""
