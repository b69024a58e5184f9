"""Who changed what, and can anyone have cheated?"""
