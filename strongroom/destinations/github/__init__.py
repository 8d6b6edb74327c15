"""GitHub as a destination: environments, repositories, organisations; the app that signs in, the seal, the limits."""
