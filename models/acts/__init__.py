"""Human acts (办案行为): what a person may state or decide, and the events each becomes."""
