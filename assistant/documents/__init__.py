"""Renderers and readers. A renderer takes `Released` alone and adds no words."""
