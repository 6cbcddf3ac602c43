"""Call tracking: whoever gets in touch finds their way into the CRM, and its orders come back as deals.

The rules by number: docs/tracking.md.
"""
