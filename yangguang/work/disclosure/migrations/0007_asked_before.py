"""Whoever was asked before there was a row for each gets one, from the letter and the step that kept it until now."""

from django.db import migrations

KINDS = {"third_party": "third_party", "other_agency": "joint_maker"}
STATES = {"open": "open", "done": "answered", "cancelled": "cancelled"}


def give_rows(apps, schema_editor):
    Letter = apps.get_model("disclosure", "Letter")
    Step = apps.get_model("cases", "Step")
    for letter in Letter.objects.filter(kind="consultation").order_by("pk").iterator():
        steps = Step.objects.filter(
            case=letter.request_id, node__in=KINDS, inquiries=None, began_on=letter.sent_on
        )
        step = steps.order_by("pk").first()
        if step is not None:
            _give_row(apps, letter, step)


def _give_row(apps, letter, step):
    closed_on = None if step.state == "open" else _closed_on(apps, letter, step)
    state = "expired" if step.outcome == "silent" else STATES[step.state]
    inquiry = apps.get_model("cases", "Inquiry").objects.create(
        org_id=letter.org_id,
        case_id=step.case_id,
        step=step,
        whom=letter.addressee,
        state=state,
        asked_on=letter.sent_on,
        due_on=letter.answer_by,
        closed_on=closed_on,
        outcome=step.outcome,
    )
    said = step.outcome if step.outcome in ("agree", "refuse") else ""
    apps.get_model("disclosure", "Party").objects.create(
        org_id=letter.org_id,
        request_id=letter.request_id,
        letter=letter,
        inquiry=inquiry,
        kind=KINDS[step.node],
        name=letter.addressee,
        about=letter.paragraphs[1] if len(letter.paragraphs) > 1 else "",
        answer=said,
        answered_on=closed_on if said else None,
        reasons=step.opinion or ("意见见当时的办理记录。" if said == "refuse" else ""),
    )


def _closed_on(apps, letter, step):
    """Return the day from which the term went on, as the clock knows it."""
    event = (
        apps.get_model("cases", "ClockEvent").objects.filter(step=step, kind="resumed").order_by("pk").first()
    )
    day = event.on if event else step.closed_at.date()
    return max(day, letter.sent_on)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0006_others")]

    operations = [migrations.RunPython(give_rows, migrations.RunPython.noop)]
