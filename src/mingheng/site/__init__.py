"""What does a person meet first? Start page, navigation, administration, help, and the project's settings."""
