"""What did an organisation do in a year? The 支部工作手册: one page to look at, printed as PDF and Word."""
