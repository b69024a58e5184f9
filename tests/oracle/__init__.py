"""A slow second reading of docs/rulebook-format.md, to check the real engine against.

Plain Python and exact fractions, one subject and one rule at a time. Shares no line with the engine.
"""
