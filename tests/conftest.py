"""For every test: no time limits on generated examples, which depend on what else the machine does."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
