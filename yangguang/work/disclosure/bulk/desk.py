"""The page on which a clerk registers many requests from a file."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.files import as_file
from yangguang.core.ui.uploads import CheckedFile
from yangguang.core.ui.views import ActView, show_problems
from yangguang.rules.problems import Refused

from . import actions, sheets

WINDOW = "受理窗口"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(forms.Form):
    file = CheckedFile(
        label="申请表",
        help_text="xlsx 或者 csv，照空白表的表头填写，每件一行。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )
    mode = forms.ChoiceField(
        label="有的行不对时",
        choices=[("all", "全部不登记，改好再传"), ("good", "登记没有问题的行，其余列出来")],
        initial="all",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择有的行不对时怎样办。", "invalid_choice": "请在列出的各项中选择。"},
    )


class TakeInMany(ActView):
    """Upload a file; what became of each row is said on the same page."""

    template_name = "disclosure/desk/bulk.html"
    title = "批量登记"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.GET.get("blank"):
            case "xlsx":
                answer = HttpResponse(sheets.blank_workbook(), content_type=XLSX)
                answer["Content-Disposition"] = 'attachment; filename="requests.xlsx"'
                return answer
            case "csv":
                return as_file(sheets.blank_csv(), "requests.csv")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(data=request.POST, files=request.FILES)
        entered: list[actions.Entered] = []
        if form.is_valid():
            file, said = form.cleaned_data["file"], form.cleaned_data
            try:
                entered = actions.enter_all(
                    said["org"],
                    sheets.read(file.read(), file.name),
                    all_or_none=said["mode"] == "all",
                    by=request.user,
                    at=timezone.now(),
                )
            except Refused as refused:
                show_problems(form, refused)
        wrong = [problem for each in entered for problem in each.problems]
        context = {
            "form": form,
            "title": self.title,
            "entered": entered,
            "wrong": wrong,
            "made": sum(1 for each in entered if each.request and not each.was_there),
            "were_there": sum(1 for each in entered if each.was_there and each.request),
        }
        status = 422 if form.errors or wrong else 200
        return TemplateResponse(request, self.template_name, context, status=status)

    def form(self, **given: Any) -> FileForm:
        posts = orgs.posts_of(self.request.user, timezone.localdate()).filter(role=WINDOW)
        offices = Organisation.objects.filter(pk__in=posts.values("org"))
        if not offices.exists():
            raise PermissionDenied
        form = FileForm(**given)
        form.fields["org"] = forms.ModelChoiceField(
            offices, label="受理机关", initial=offices.first(), empty_label=None,
            error_messages={"required": "请选择受理机关。", "invalid_choice": "请在列出的机关中选择。"},
        )  # fmt: skip
        form.order_fields(["org", "file", "mode"])
        return form


ADDRESSES = [path("disclosure/take-in/many/", TakeInMany.as_view(), name="take_in_many")]
