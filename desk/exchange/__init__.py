"""Store orders and the CRM's deals, kept in step. The rules by number: docs/exchange.md."""
