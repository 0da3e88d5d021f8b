"""What the product does, one package per feature; a package's front door is its index."""
