"""The github provider: the published plugin's behaviour for everything that secrets need, against the stand-in."""
