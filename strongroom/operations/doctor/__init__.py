"""Which step is missing, told for one secret: the machine, the places, the way between them."""
