"""What is true, and what follows? The core: values, decisions and the ports to the world.

Imports nothing of ours, and of others only phonenumbers. No clock, no network, no database in here.
"""
