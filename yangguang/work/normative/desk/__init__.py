"""What the office sees of normative documents: projects, reviews, filings, clean-ups, and a form for each act."""

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone

from yangguang.core.cases import queries as cases
from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.office import Figure, MenuEntry

from .. import queries
from ..incoming import desk as incoming
from . import campaigns, filings, projects, rates, recognitions


def what_waits(request: HttpRequest) -> list[Figure]:
    """Return what waits for this person: steps of projects, filings that are due, documents to be decided about."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    mine = cases.worklist(request.user, on).filter(case__version__key="normative").count()
    figures = [Figure("轮到我办的规范性文件", mine, reverse("normative_desk:projects"))]
    unfiled = queries.unfiled(seen)
    late = unfiled.filter(due_on__lt=on).exists()
    undecided = queries.undecided(seen).filter(campaign__closed_on=None)
    for label, number, address, is_urgent in (
        ("已公布、待报送备案", unfiled.count(), "normative_desk:filings", late),
        ("有效期将满、待评估的文件", queries.to_evaluate(seen, on).count(), "normative_desk:filings", False),
        ("待提出清理意见的文件", undecided.count(), "normative_desk:campaigns", False),
    ):
        if number:
            figures.append(Figure(label, number, reverse(address), is_urgent))
    return figures


ADDRESSES = [
    path("normative/", projects.projects, name="projects"),
    path("normative/recognise/", recognitions.Recognise.as_view(), name="recognise"),
    path("normative/recognitions/<int:pk>/", recognitions.recognition, name="recognition"),
    path("normative/recognitions/<int:pk>/settle/", recognitions.Settle.as_view(), name="settle"),
    path("normative/recognitions/<int:pk>/propose/", recognitions.Propose.as_view(), name="propose"),
    path("normative/filings/", filings.filings, name="filings"),
    path("normative/documents/<int:pk>/evaluate/", filings.Evaluate.as_view(), name="evaluate"),
    path("normative/opinions/<int:pk>/", projects.AnswerOpinion.as_view(), name="opinion"),
    path("normative/campaigns/", campaigns.campaigns, name="campaigns"),
    path("normative/campaigns/new/", campaigns.OpenCampaign.as_view(), name="open_campaign"),
    path("normative/campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("normative/campaigns/<int:pk>/close/", campaigns.CloseCampaign.as_view(), name="close_campaign"),
    path("normative/decisions/<int:pk>/", campaigns.Decide.as_view(), name="decide"),
    path("normative/rates/", rates.rates, name="rates"),
    path("normative/rates/documents/", rates.counted, name="counted"),
    path("normative/<int:pk>/", projects.project, name="project"),
    path("normative/<int:pk>/<slug:act>/", projects.Act.as_view(), name="act"),
    *incoming.ADDRESSES,
]

MENU = [MenuEntry("规范性文件", "normative_desk:projects", "doc-full-inverse", order=120), *incoming.MENU]

VIEWSETS = [projects.Projects(), filings.Reviews(), filings.Filings()]

SEARCHES = [MenuEntry("制定项目", "draftings:index", "folder-open", order=30)]

PANELS = [what_waits, *incoming.PANELS]
