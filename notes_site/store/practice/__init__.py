"""Quizzes, answers, and the memory that follows from them."""
