"""Explains an advice: how, why not, what if, the smallest change, and what matters most.

Everything here reads one knowledge base and one PD's facts and runs on the evaluator, the
specification that each consultation's engine is checked against.
"""
