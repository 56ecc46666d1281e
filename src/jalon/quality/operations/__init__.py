"""What quality writes: pieces, surveys, complaints, reviews, improvement actions, published results."""
