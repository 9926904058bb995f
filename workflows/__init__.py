"""What happens next in a case, and until when we wait: nothing else."""
