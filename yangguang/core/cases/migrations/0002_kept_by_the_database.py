from django.db import migrations

from yangguang.core.records.keys import KeyedByRegion

GUARDS = """
CREATE FUNCTION cases_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' AND (TG_OP = 'DELETE' OR NEW.state IN ('draft', 'published')) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR NEW.state = 'draft' OR (NEW.key, NEW.number, NEW.xml, NEW.sha256, NEW.effective_on)
       IS DISTINCT FROM (OLD.key, OLD.number, OLD.xml, OLD.sha256, OLD.effective_on) THEN
        RAISE EXCEPTION 'a published version of a process never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON cases_processversion
    FOR EACH ROW EXECUTE FUNCTION cases_published_stays();

CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON cases_clockevent
    FOR EACH ROW EXECUTE FUNCTION written_once();
"""

NO_GUARDS = """
DROP TRIGGER written_once ON cases_clockevent;
DROP TRIGGER published_stays ON cases_processversion;
DROP FUNCTION cases_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("records", "0001_initial")]

    operations = [
        *(
            KeyedByRegion(table)
            for table in ("cases_case", "cases_step", "cases_assignment", "cases_clock", "cases_clockevent")
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
