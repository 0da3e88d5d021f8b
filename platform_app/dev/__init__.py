"""Running the whole product on one machine; imported by __main__ and tests only."""
