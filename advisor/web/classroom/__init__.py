"""The classroom: the decision logic shown to a class, from an address that holds all of its state."""
