"""The commented examples that ``ringdesk init`` writes; copies for readers stand in the root of the repository."""

from pathlib import Path

HERE = Path(__file__).parent
EXAMPLE = HERE / "ringdesk.example.toml"
ENVIRONMENT = HERE / "env.example"
