"""What lies on this machine: the folders of projects, and the record of what was written into them."""
