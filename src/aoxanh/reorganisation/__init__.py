"""Plans that move units and people, and prove that nobody was lost (HD 20 §5.1; R-ORG-09; proof L5)."""
