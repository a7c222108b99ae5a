"""The training programme of members: registered, scored in five groups, sent up and approved (P10)."""
