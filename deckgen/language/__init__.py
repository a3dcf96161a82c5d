"""All that is known of human languages, as data with examples; a leaf."""
