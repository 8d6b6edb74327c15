"""The embedded default: a real engine, real servers on loopback, providers that speak to them."""
