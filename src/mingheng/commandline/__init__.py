"""The command `mingheng`: check a rulebook, score data, explain a line, write a template, run cases, show the demo."""

from mingheng.commandline.application import main

__all__ = ["main"]
