from django.db import migrations

from yangguang.core.records.keys import KeyedByRegion

KEYED = ("publication", "grant", "signature", "publishedfile", "digest")
ONCE = ("grant", "signature")

GUARDS = "\n".join(
    f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON publishing_{table}"
    " FOR EACH ROW EXECUTE FUNCTION written_once();"
    for table in ONCE
)
NO_GUARDS = "\n".join(f"DROP TRIGGER written_once ON publishing_{table};" for table in ONCE)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_three_reviews"), ("records", "0001_initial")]

    operations = [
        *(KeyedByRegion(f"publishing_{table}") for table in KEYED),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
