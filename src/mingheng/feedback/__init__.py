"""What do people say of the system, and what were they answered?"""
