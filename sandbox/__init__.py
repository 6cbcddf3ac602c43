"""What would the world answer? Strict fakes of every neighbour, on real HTTP.

Nothing in here imports the desk: a client and a fake must not share a misunderstanding.
"""
