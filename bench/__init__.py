"""Measured, never asserted: each figure beside a baseline from the same run. ``make bench`` runs them all."""
