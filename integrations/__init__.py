"""How does this neighbour say it? One folder each; neighbours translate, they do not decide."""
