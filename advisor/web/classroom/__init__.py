"""The classroom: how advice is concluded, shown from an address that holds all of its state."""
