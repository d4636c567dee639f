from django.db import migrations

from yangguang.core.records.keys import KeyedByRegion

# Looked at when the transaction ends, since a day and its pages are written one after the other.
SUMS = """
CREATE FUNCTION visits_day_is_its_pages() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_pages record; of_day record;
BEGIN
    SELECT visits, views INTO of_day FROM visits_siteday WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(visits), 0) AS visits, coalesce(sum(views), 0) AS views INTO of_pages
        FROM visits_pageday WHERE org_id = NEW.org_id AND "on" = NEW."on";
    IF (of_day.visits, of_day.views) IS DISTINCT FROM (of_pages.visits, of_pages.views) THEN
        RAISE EXCEPTION 'the figures of % are not the sums of its pages', NEW."on"
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER day_is_its_pages AFTER INSERT OR UPDATE ON visits_siteday
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION visits_day_is_its_pages();
"""
NO_SUMS = """
DROP TRIGGER day_is_its_pages ON visits_siteday; DROP FUNCTION visits_day_is_its_pages();
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("records", "0001_initial")]

    operations = [
        *(KeyedByRegion(table) for table in ("visits_pageday", "visits_siteday", "visits_logread")),
        migrations.RunSQL(SUMS, NO_SUMS),
    ]
