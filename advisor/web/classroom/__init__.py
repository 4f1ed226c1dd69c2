"""The classroom: the decision logic shown to a class; its address holds all of its state."""
