"""Which tables hold what is of a reader, by the schema: a new one is among them."""

from sqlalchemy import MetaData, Table


def owned_tables(metadata: MetaData) -> list[Table]:
    """Return the tables from which foreign keys lead to a reader, parents first."""
    found = {"user"}
    for table in metadata.sorted_tables:
        if any(key.column.table.name in found for key in table.foreign_keys):
            found.add(table.name)
    return [table for table in metadata.sorted_tables if table.name in found]
