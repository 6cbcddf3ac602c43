"""How is it remembered? Tables, one door for commits, one repository a file."""
