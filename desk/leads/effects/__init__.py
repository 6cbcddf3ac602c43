"""Leg 3: load, ask whether it is still wanted, write the intent, ask one port, bring back one fact."""
