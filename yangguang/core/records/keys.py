"""Keys that begin with the code of a region, so that a range of keys is a region.

A province is one installation and a nation is 31 of them; rows that grow without end must be
movable, and partitionable, by region. An organisation's key is its region's six digits (GB/T 2260)
and six more; the key of a row that belongs to it is the same six digits and twelve more.
"""

from django.db import migrations

ORGANISATIONS_IN_A_REGION = 10**6
ROWS_IN_A_REGION = 10**12


def org_key(region: str, number: int) -> int:
    """Return the key of the organisation with this number in this region.

    >>> org_key("440404", 1)
    440404000001
    """
    return int(region) * ORGANISATIONS_IN_A_REGION + number


def region_of(org_id: int) -> int:
    """Return the region that leads the key of an organisation.

    >>> region_of(440404000001)
    440404
    """
    return org_id // ORGANISATIONS_IN_A_REGION


class KeyedByRegion(migrations.RunSQL):
    """Let the key of every new row of `table` begin with the region of its `org_id`."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f"CREATE TRIGGER keyed_by_region BEFORE INSERT ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION lead_key_by_region()",
            f"DROP TRIGGER keyed_by_region ON {table}",
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return "KeyedByRegion", [], {"table": self.table}


CREATE_LEAD_KEY_BY_REGION = f"""
CREATE FUNCTION lead_key_by_region() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id < {ROWS_IN_A_REGION} THEN
        NEW.id := NEW.org_id / {ORGANISATIONS_IN_A_REGION} * {ROWS_IN_A_REGION} + NEW.id;
    END IF;
    RETURN NEW;
END $$
"""
