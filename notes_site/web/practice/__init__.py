"""Answering: quizzes, timed ones, and what came of them."""
