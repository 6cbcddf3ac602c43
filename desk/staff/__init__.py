"""The people of the shop: who they are, and what they may do."""
