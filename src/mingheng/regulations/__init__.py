"""What does the regulation in force on that day say?"""
