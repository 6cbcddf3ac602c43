"""The people of the shop: who they are, what they may do, and when they are there."""
