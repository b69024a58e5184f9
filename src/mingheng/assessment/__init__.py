"""Where does each unit stand? Cycle, live and full runs, lines, history."""
