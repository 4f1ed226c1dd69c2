"""From the YAML files of rules and words to one checked, immutable Knowledge."""
