"""What is done in a training: programmes, entry, stays in companies, evaluations."""
