"""What is kept of questions, answers and ratings, without anybody's identity. Used by both processes; loads neither Rasa nor a model."""
