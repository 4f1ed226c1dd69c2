"""An office's sheets on its plan: for the head, for approval, for monitoring and evaluation."""
