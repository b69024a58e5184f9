"""What was given out, and who has answered?"""
