"""What the file that goes out is called."""

from yangguang.rules.wording import covering


def public_name(name: str, secrets: set[str], *, fallback: str) -> str:
    """Return the name for a file that goes out; a name that tells of a person, or of what is covered, is replaced.

    Args:
        name: what the original is called, with its ending.
        secrets: the covered words, see `covering.secrets`.
        fallback: what it is called otherwise, without an ending.

    >>> public_name("学区划分图.pdf", set(), fallback="公开文件7")
    '学区划分图（公开版）.pdf'
    >>> public_name("陈 小燕的低保申请.pdf", {"陈小燕"}, fallback="公开文件7")
    '公开文件7.pdf'
    >>> public_name("13800138000.png", set(), fallback="公开文件7")
    '公开文件7.png'
    """
    stem, _, ending = name.rpartition(".")
    told = covering.plain(stem)
    if any(each in told for each in secrets) or covering.proposals(covering.readable(stem)):
        return f"{fallback}.{ending}"
    return f"{stem}（公开版）.{ending}"
