"""A Shopify store: its Admin GraphQL, its token endpoint and its signed events."""
