"""What is due for whom? Due items that parts provide, notices sent exactly once, escalation."""
