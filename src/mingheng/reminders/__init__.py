"""What is due for whom? Due items that parts provide, reminders sent exactly once, escalation."""
