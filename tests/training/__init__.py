"""Training of the learned model from the labelled passages, with numpy, outside the product."""
