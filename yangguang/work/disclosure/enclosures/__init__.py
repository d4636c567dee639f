"""附件: the files of a request, and which of them go out with the answer.

What the applicant sent and what the search found stays in the office. What goes out is made from it by
`core.redaction`, covered or only freed of what no page shows, and has passed the test for leaks: nothing else can.
"""
