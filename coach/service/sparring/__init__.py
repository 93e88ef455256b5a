"""The use cases around playbooks and drills."""
