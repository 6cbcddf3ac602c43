"""When, and again if it failed? Workers, retries, the inbox's reader, the auditor and the metronome."""
