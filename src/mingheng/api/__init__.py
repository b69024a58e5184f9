"""What may other systems read and write?"""
