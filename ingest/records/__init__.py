"""The source of truth in SQL; the only folder of this package that knows SQLAlchemy."""
