"""The life of a lead: from a web order to a called-back customer."""
